package dev.crier.sources.stocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.core.settings.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StocksSettingsTest {

    private static StocksSettings bind(String json) throws JsonProcessingException {
        return Settings.bind(new ObjectMapper().readTree(json), StocksSettings.class);
    }

    @Test
    void every_setting_can_be_left_out() throws Exception {
        StocksSettings settings = bind("{}");
        assertThat(settings.symbols()).hasSize(6).contains("ACME");
        assertThat(settings.every()).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.topic("ACME").path()).isEqualTo("stocks/ACME");
        assertThat(settings.ticksADay()).isEqualTo(2_400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"topic": "hub/stocks"}            | topic: is 'hub/stocks', which is the hub's own
            {"symbols": []}                    | symbols: has 0 symbols
            {"symbols": ["A", "A"]}            | symbols: has 'A' twice
            {"symbols": ["A/B"]}               | one segment of a topic
            {"symbols": ["A B"]}               | symbols: the topic 'stocks/A B' holds ' '
            {"every": "0s"}                    | every: is 0s; expected 1ms to 1d
            {"every": "1s", "day": "9s"}       | day: is 9s; expected 10s to 365d
            {"volatility": 0}                  | volatility: is 0.0; expected 0.01 to 5.0
            {"correlation": 1}                 | correlation: is 1.0; expected 0.0 to 0.95
            {"halts": -1}                      | halts: is -1.0; expected 0.0 to 20.0
            """)
    void a_bad_value_is_refused_with_what_is_expected(String json, String message) {
        assertThatThrownBy(() -> bind(json)).hasMessageContaining(message);
    }
}
