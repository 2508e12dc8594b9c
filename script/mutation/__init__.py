"""Mutation runs: what is changed, by which operators, and the tests that ought to notice."""
