/** The command line. */
package io.fingerpost.cli;
