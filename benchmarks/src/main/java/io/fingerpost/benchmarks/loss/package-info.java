/** Latency over lossy networks, between real clients. */
@NullMarked
package io.fingerpost.benchmarks.loss;

import org.jspecify.annotations.NullMarked;
