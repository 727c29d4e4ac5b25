"""One module a system, each with a class `System`; see `benchmarks.peers.driver.Measured`.

A module is imported only in the environment that holds its libraries.
"""
