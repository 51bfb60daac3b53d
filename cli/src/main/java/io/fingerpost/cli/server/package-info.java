/** The standalone server. */
@NullMarked
package io.fingerpost.cli.server;

import org.jspecify.annotations.NullMarked;
