/** What a relayed message costs the server. */
@NullMarked
package io.fingerpost.benchmarks.relay;

import org.jspecify.annotations.NullMarked;
