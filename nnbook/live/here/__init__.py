"""Lets readers change and run the examples in the page, with Python itself."""
