/** Where the demo page's files are found on the class path. */
@NullMarked
package dev.crier.web;

import org.jspecify.annotations.NullMarked;
