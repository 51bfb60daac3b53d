/**
 * What the windows show, and what can be done in them; without Swing. Everything here that changes is confined to one thread, the user
 * interface's, which {@link io.fingerpost.demo.model.Ui} leads to.
 */
@NullMarked
package io.fingerpost.demo.model;

import org.jspecify.annotations.NullMarked;
