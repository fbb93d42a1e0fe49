/**
 * Settings are records: what a person wrote in the configuration becomes a value that needs no more checks.
 *
 * <p>A source's settings, for example:
 *
 * <pre>{@code
 * record CounterSettings(Topic topic, @Default("500ms") Duration every, Optional<String> label) {
 *     CounterSettings {
 *         if (every.isZero()) {
 *             throw new IllegalArgumentException("every must be positive, such as 500ms");
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>{@link dev.crier.core.settings.Settings#bind} reads such a record from a JSON or YAML object:
 *
 * <ul>
 *   <li>A component {@code maxItems} is the key {@code max-items}. A key without a component is refused, and the message
 *       names the nearest one; a component may take such keys with {@link dev.crier.core.settings.Remaining @Remaining}.
 *   <li>A component without {@link dev.crier.core.settings.Default @Default} is required, except an {@code Optional}, a
 *       {@code List}, a {@code Set} and a {@code Map}, which are empty then, and a record whose own components can all be
 *       left out. A key with an empty value ({@code null}) counts as left out. So no component is ever null.
 *   <li>Types: {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean}, {@code Duration} ({@code 500ms},
 *       {@code 15s}, {@code 5m}, {@code 1h}, {@code 7d}; never a bare number), {@link dev.crier.core.settings.ByteSize}
 *       ({@code 64KiB}), {@code Topic}, {@code TopicFilter}, {@code URI}, {@code Path}, enums ({@code DROP_OLDEST} is
 *       {@code drop-oldest}), records, {@code Optional}, {@code List}, {@code Set}, {@code Map} (its keys may be
 *       {@code String}, {@code Topic}, {@code TopicFilter} or an enum), {@code JsonNode} as it is, and anything else that
 *       Jackson can read, through {@code @JsonCreator} for example.
 *   <li>What only the record can judge, its constructor judges: the message of an {@code IllegalArgumentException} reaches
 *       the person who wrote the value. A message that begins with a key ({@code every must be ...} or
 *       {@code url: ...}) is shown at the line of that key.
 * </ul>
 *
 * <p>All problems are found at once and reported together in one {@link dev.crier.core.settings.SettingsException}.
 */
@NullMarked
package dev.crier.core.settings;

import org.jspecify.annotations.NullMarked;
