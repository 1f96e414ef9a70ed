// The functions of nnbook.activation, for figures that come alive.
(() => {
  "use strict";

  const sigmoid = (z) => 1 / (1 + Math.exp(-z));

  /** 1 - erf(x): by the series of erf near 0, by a continued fraction further out. */
  function erfc(x) {
    if (x < 0) return 2 - erfc(-x);
    const bell = Math.exp(-x * x) / Math.sqrt(Math.PI);
    if (x > 2) {
      let rest = x;
      for (let k = 60; k > 0; k--) rest = x + k / 2 / rest;
      return bell / rest;
    }
    let sum = 0;
    for (let term = x, k = 1; sum + term !== sum; term *= (2 * x * x) / (2 * k++ + 1)) sum += term;
    return 1 - 2 * bell * sum;
  }

  const normal = (z) => erfc(-z / Math.SQRT2) / 2;
  const bell = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

  /** Each function of nnbook.activation that takes one number, with its slope. */
  const activations = {
    step: [(z) => (z >= 0 ? 1 : 0), () => 0],
    sigmoid: [sigmoid, (z) => sigmoid(z) * (1 - sigmoid(z))],
    tanh: [Math.tanh, (z) => 1 - Math.tanh(z) ** 2],
    relu: [(z) => Math.max(0, z), (z) => (z > 0 ? 1 : 0)],
    leaky_relu: [(z) => (z > 0 ? z : 0.01 * z), (z) => (z > 0 ? 1 : 0.01)],
    elu: [(z) => (z > 0 ? z : Math.expm1(z)), (z) => Math.exp(Math.min(z, 0))],
    softplus: [(z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), sigmoid],
    silu: [(z) => z * sigmoid(z), (z) => sigmoid(z) * (1 + z * (1 - sigmoid(z)))],
    gelu: [(z) => z * normal(z), (z) => normal(z) + z * bell(z)],
    identity: [(z) => z, () => 1],
  };

  window.explore = { ...window.explore, activations };
})();
