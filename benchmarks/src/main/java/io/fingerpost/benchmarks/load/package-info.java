/** The load generator: many sessions in one process, each speaking the wire format by itself. */
@NullMarked
package io.fingerpost.benchmarks.load;

import org.jspecify.annotations.NullMarked;
