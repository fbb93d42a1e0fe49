package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.settings.ByteSize;
import dev.crier.server.config.HubConfig;
import org.junit.jupiter.api.Test;

/** What the hub holds fits into the heap that it has. */
class CoreOptionsTest {

    private static final long MEBIBYTE = 1 << 20;

    @Test
    void in_a_heap_that_is_big_enough_what_is_configured_counts() {
        HubConfig config = HubConfig.defaults();
        assertThat(CoreOptions.log(config, 1_024 * MEBIBYTE).logBytes()).isEqualTo(512 * MEBIBYTE);
        assertThat(CoreOptions.hub(config, 1_024 * MEBIBYTE).windowBytes()).isEqualTo(128 * MEBIBYTE);
        assertThat(CoreOptions.hub(config, 1_024 * MEBIBYTE).pendingBytes()).isEqualTo(64 * MEBIBYTE);
    }

    @Test
    void in_a_smaller_one_its_shares_count() {
        HubConfig config = HubConfig.defaults();
        assertThat(CoreOptions.log(config, 64 * MEBIBYTE).logBytes()).isEqualTo(32 * MEBIBYTE);
        assertThat(CoreOptions.hub(config, 64 * MEBIBYTE).windowBytes()).isEqualTo(8 * MEBIBYTE);
        assertThat(CoreOptions.hub(config, 64 * MEBIBYTE).pendingBytes()).isEqualTo(4 * MEBIBYTE);
    }

    @Test
    void there_is_always_room_for_one_event() {
        HubConfig config = HubConfig.defaults();
        HubConfig big = config.withLimits(config.limits().withEventBytes(ByteSize.ofMebibytes(16)));
        assertThat(CoreOptions.hub(big, 64 * MEBIBYTE).pendingBytes()).isEqualTo(16 * MEBIBYTE);
    }
}
