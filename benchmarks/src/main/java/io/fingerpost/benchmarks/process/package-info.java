/** Servers in processes of their own, and what these processes cost. */
@NullMarked
package io.fingerpost.benchmarks.process;

import org.jspecify.annotations.NullMarked;
