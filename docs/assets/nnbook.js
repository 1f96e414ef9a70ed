// What nnbook computes, for figures that come alive: activations, both ways through a network, a step.
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

  const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

  function softmax(z) {
    const powers = z.map((one) => Math.exp(one - Math.max(...z)));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / sum);
  }

  const answer = (f, z) => (f === "softmax" ? softmax(z) : z.map(activations[f][0]));

  /** The sums and activations of layers [W, b, name of f], one after the other, for an input x. */
  function forward(layers, x) {
    const run = { x, z: [], a: [] };
    for (const [W, b, f] of layers) {
      const z = W.map((row, j) => dot(row, run.a.at(-1) ?? x) + b[j]);
      run.z.push(z);
      run.a.push(answer(f, z));
    }
    return run;
  }

  /** The slopes of the halved squared error of one example: delta, which is db, and dW of each layer. */
  function backward(layers, { x, z, a }, t) {
    const slopes = [];
    let rates = a.at(-1).map((o, k) => o - t[k]);
    for (let k = layers.length - 1; k >= 0; k--) {
      const [W, , f] = layers[k];
      const inputs = k ? a[k - 1] : x;
      const delta = rates.map((rate, j) => rate * activations[f][1](z[k][j]));
      slopes.unshift({ delta, dW: delta.map((d) => inputs.map((one) => d * one)) });
      rates = inputs.map((_, i) => delta.reduce((sum, d, j) => sum + d * W[j][i], 0));
    }
    return slopes;
  }

  /** The layers after one step of gradient descent for examples [x, t], with biases or without. */
  function step(layers, examples, eta, biases = true) {
    const moved = structuredClone(layers);
    for (const [x, t] of examples) {
      backward(layers, forward(layers, x), t).forEach(({ delta, dW }, k) => {
        const [W, b] = moved[k];
        delta.forEach((d, j) => {
          dW[j].forEach((slope, i) => (W[j][i] -= eta * slope));
          if (biases) b[j] -= eta * d;
        });
      });
    }
    return moved;
  }

  /** The running example, its numbers by their names in the book: w21, v3, x1, h2, zo, dw21, delta1. */
  const N = [1, 2, 3];
  const example = {
    N,
    inputs: N.map((i) => `x${i}`),
    weights: [...N.flatMap((j) => N.map((i) => `w${j}${i}`)), ...N.map((j) => `v${j}`)],
    symbol: (name) => name.replace(/(?<=[a-z]\d?)\d/g, (digit) => "₀₁₂₃"[digit]),
    layers: (state) => [
      [N.map((j) => N.map((i) => state[`w${j}${i}`])), [0, 0, 0], "sigmoid"],
      [[N.map((j) => state[`v${j}`])], [0], "sigmoid"],
    ],
    compute(state) {
      const layers = example.layers(state);
      const { x, z, a } = forward(layers, example.inputs.map((name) => state[name]));
      const [hidden, last] = backward(layers, { x, z, a }, [state.t]);
      const values = { zo: z[1][0], o: a[1][0], E: (state.t - a[1][0]) ** 2 / 2, deltao: last.delta[0] };
      for (const j of N) {
        const k = j - 1;
        Object.assign(values, { [`z${j}`]: z[0][k], [`h${j}`]: a[0][k], [`delta${j}`]: hidden.delta[k] });
        values[`dv${j}`] = last.dW[0][k];
        for (const i of N) values[`dw${j}${i}`] = hidden.dW[k][i - 1];
      }
      return values;
    },
  };

  window.explore = { ...window.explore, activations, backward, example, forward, step };
})();
