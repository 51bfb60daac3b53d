/** The server beside relays that do less: what the machine allows, and what reliability costs. */
@NullMarked
package io.fingerpost.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
