/** The benchmarks as commands: {@code ./fingerpost bench}. Each command has a package of its own. */
@NullMarked
package io.fingerpost.benchmarks;

import org.jspecify.annotations.NullMarked;
