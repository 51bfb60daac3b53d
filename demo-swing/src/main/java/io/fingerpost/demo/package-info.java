/** The chat window to try the SDK with. {@link io.fingerpost.demo.SwingDemo} opens it. */
@NullMarked
package io.fingerpost.demo;

import org.jspecify.annotations.NullMarked;
