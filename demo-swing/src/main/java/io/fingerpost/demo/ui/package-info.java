/** The windows: thin views of the models. Everything here is confined to the event dispatch thread. */
@NullMarked
package io.fingerpost.demo.ui;

import org.jspecify.annotations.NullMarked;
