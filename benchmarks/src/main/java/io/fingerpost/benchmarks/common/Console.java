package io.fingerpost.benchmarks.common;

import java.io.PrintStream;

/**
 * Where a benchmark writes.
 *
 * @param out for results
 * @param err for progress
 * @param interactive whether somebody sits at a terminal, so that lines may change
 */
public record Console(PrintStream out, PrintStream err, boolean interactive) {}
