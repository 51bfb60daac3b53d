package io.fingerpost.demo.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("deep").resolve("demo.properties");
    }

    private static LoginForm form(String token) {
        return new LoginForm(new ServerChoice(false, "wss", "im.example", 443), "李雷", token);
    }

    @Test
    void withoutAFileTheyAreAsTheFirstTime() throws IOException {
        assertThat(Settings.load(file())).isEqualTo(Settings.DEFAULT);
    }

    @Test
    void theTokenIsNotKeptUnlessAskedFor() throws IOException {
        Settings.DEFAULT.withLogin(form("secret"), false).withDark(true).save(file());
        assertThat(Files.readString(file())).doesNotContain("secret");
        Settings loaded = Settings.load(file());
        assertThat(loaded.login()).isEqualTo(form(""));
        assertThat(loaded.dark()).isTrue();
    }

    @Test
    void theTokenIsKeptWhereOnlyTheUserCanReadIt() throws IOException {
        Settings kept = Settings.DEFAULT.withLogin(form("secret"), true);
        kept.save(file());
        assertThat(Settings.load(file())).isEqualTo(kept);
        assertThat(kept.toString()).doesNotContain("secret");
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void nonsenseIsReplacedByWhatIsUsual() throws IOException {
        Path file = folder.resolve("odd.properties");
        Files.writeString(file, "scheme=gopher\nport=many\ndark=perhaps\n");
        Settings loaded = Settings.load(file);
        assertThat(loaded.login().server()).isEqualTo(new ServerChoice(true, "tcp", "", 0));
        assertThat(loaded.dark()).isFalse();
    }
}
