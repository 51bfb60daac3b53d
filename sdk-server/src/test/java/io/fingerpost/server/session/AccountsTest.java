package io.fingerpost.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private final Accounts accounts = new Accounts();

    private static UserAccount account(String userId) {
        return new UserAccount(userId, Runnable::run, SessionLimits.DEFAULT);
    }

    /** A part that grows moves all that it holds. */
    @Test
    void aMillionUsersAreSpreadOverAllParts() {
        int users = 1_000_000;
        for (String prefix : new String[] {"", "user", "tenant/7/"}) {
            int[] sizes = new int[Accounts.PARTS];
            for (int i = 0; i < users; i++) {
                sizes[Accounts.part(prefix + i)]++;
            }
            assertThat(Arrays.stream(sizes).max().orElseThrow()).isLessThan(2 * users / Accounts.PARTS);
        }
    }

    @Test
    void areFoundUntilTheyAreTakenOut() {
        Set<String> left = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String user = "user" + i;
            boolean stays = i % 2 == 0;
            UserAccount made = accounts.computeIfAbsent(user, AccountsTest::account);
            assertThat(accounts.computeIfAbsent(user, AccountsTest::account)).isSameAs(made);
            assertThat(accounts.computeIfPresent(user, a -> stays ? a : null)).isSameAs(stays ? made : null);
            assertThat(accounts.get(user)).isSameAs(stays ? made : null);
            if (stays) {
                left.add(user);
            }
        }
        assertThat(accounts.size()).isEqualTo(left.size());
        Set<String> seen = new HashSet<>();
        accounts.forEach(account -> seen.add(account.userId()));
        assertThat(seen).isEqualTo(left);
    }
}
