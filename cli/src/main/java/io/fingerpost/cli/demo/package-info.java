/** A conversation over three bad networks, and what became of each message. */
@NullMarked
package io.fingerpost.cli.demo;

import org.jspecify.annotations.NullMarked;
