/** What all benchmarks share: options, tables, the line of JSON at the end. */
@NullMarked
package io.fingerpost.benchmarks.common;

import org.jspecify.annotations.NullMarked;
