/** A line-based chat, for trying out and for scripts. */
@NullMarked
package io.fingerpost.cli.chat;

import org.jspecify.annotations.NullMarked;
