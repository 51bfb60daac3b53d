/** The command line: what all commands share. Each command has a package of its own. */
@NullMarked
package io.fingerpost.cli;

import org.jspecify.annotations.NullMarked;
