package dev.crier.server;

import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Starts the machine's Chromium without a window; only where {@link NeedsChromium} says that it is there. */
public final class Chromium {

    private Chromium() {}

    /** Starts one with a profile of its own. */
    public static ChromeDriver start() {
        return start(Map.of());
    }

    /** The same with some capabilities. */
    public static ChromeDriver start(Map<String, ?> capabilities) {
        ChromeOptions options = new ChromeOptions()
                .setBinary(Tools.chromium().orElseThrow().toFile())
                .addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
                .addArguments("--disable-background-networking", "--disable-component-update", "--disable-sync");
        capabilities.forEach(options::setCapability);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Tools.chromedriver().orElseThrow().toFile())
                .build();
        return new ChromeDriver(service, options);
    }
}
