/** The page that a browser gets from a hub, as plain files without a server around them. */
@NullMarked
package dev.crier.demo.web;

import org.jspecify.annotations.NullMarked;
