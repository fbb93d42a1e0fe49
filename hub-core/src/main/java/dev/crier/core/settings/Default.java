package dev.crier.core.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a settings record is when its key is left out, as a person would write it: {@code @Default("15s")}.
 *
 * <p>It stands at the component so that there is one place for it: the binding, the documentation and the list of
 * effective values all read it here. A list takes several texts: {@code @Default({"ACME", "DUKE"})}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {

    /** The text; several for a list or set. */
    String[] value();
}
