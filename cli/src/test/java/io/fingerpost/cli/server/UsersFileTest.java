package io.fingerpost.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fingerpost.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsersFileTest {
    @TempDir
    private Path folder;

    private Path write(String... lines) throws IOException {
        return Files.write(folder.resolve("users"), String.join("\n", lines).getBytes(UTF_8));
    }

    @Test
    void admitsTheUsersInTheFileWithTheirTokens() throws Exception {
        UsersFile users = UsersFile.read(write("# staff", "", "alice:s3cret", "bob : to:ken ", "维:口令"));

        assertThat(users.size()).isEqualTo(3);
        assertThat(users.admits("alice", "s3cret")).isTrue();
        assertThat(users.admits("bob", "to:ken")).isTrue();
        assertThat(users.admits("维", "口令")).isTrue();
    }

    @Test
    void turnsAwayEverybodyElse() throws Exception {
        UsersFile users = UsersFile.read(write("alice:s3cret"));

        assertThat(users.admits("alice", "s3cre")).isFalse();
        assertThat(users.admits("alice", "")).isFalse();
        assertThat(users.admits("alice", null)).isFalse();
        assertThat(users.admits("mallory", "s3cret")).isFalse();
        assertThat(users.admits("mallory", null)).isFalse();
        assertThat(users.admits("mallory", "")).isFalse();
        assertThat(users.admits("# staff", "")).isFalse();
    }

    @Test
    void namesTheFaultyLineWithoutRepeatingIt() {
        assertThatThrownBy(() -> UsersFile.read(write("alice:s3cret", "hunter2")))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("user:token")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesUsersThatCannotBe() {
        assertThatThrownBy(() -> UsersFile.read(write("0:token"))).hasMessageContaining("\"0\" cannot be a user");
        assertThatThrownBy(() -> UsersFile.read(write("alice:"))).hasMessageContaining("the token is missing");
        assertThatThrownBy(() -> UsersFile.read(write("alice:a", "alice:b"))).hasMessageContaining("already");
        assertThatThrownBy(() -> UsersFile.read(write("a".repeat(257) + ":b"))).hasMessageContaining("256 characters");
    }

    @Test
    void saysThatThereIsNoSuchFile() {
        assertThatThrownBy(() -> UsersFile.read(folder.resolve("nowhere")))
                .hasMessageContaining("there is no such file");
    }

    @Test
    void noticesThatOthersCanReadTheSecrets() throws Exception {
        Path file = write("alice:s3cret");
        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(UsersFile.read(file).isReadableByOthers()).isTrue();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(UsersFile.read(file).isReadableByOthers()).isFalse();
    }
}
