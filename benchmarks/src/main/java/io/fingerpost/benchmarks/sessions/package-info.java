/** What an idle session costs the server. */
@NullMarked
package io.fingerpost.benchmarks.sessions;

import org.jspecify.annotations.NullMarked;
