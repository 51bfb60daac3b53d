/** {@code fingerpost bench store}: what it costs to keep messages. */
@NullMarked
package io.fingerpost.benchmarks.store;

import org.jspecify.annotations.NullMarked;
