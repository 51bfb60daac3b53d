package io.fingerpost.systemtests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What we never do, in any module. */
@AnalyzeClasses(packages = "io.fingerpost", importOptions = DoNotIncludeTests.class)
class CodingRulesTest {
    private static final String[] SDK = {"io.fingerpost.core..", "io.fingerpost.client..", "io.fingerpost.server.."};

    /** Tests that make something costly once for all methods, and the leak detector, which Netty makes once for a JVM. */
    private static final DescribedPredicate<JavaClass> SET_UP_ONCE = DescribedPredicate.describe(
            "are set up once",
            type -> type.getMethods().stream().anyMatch(m -> m.isAnnotatedWith(BeforeAll.class))
                    || type.isAssignableTo(ResourceLeakDetector.class));

    @ArchTest
    static final ArchRule staticFieldsAreFinal =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule staticFieldsNeverChange = fields().that().areStatic().should(new HoldNothingMutable());

    @ArchTest
    static final ArchRule theSdkWritesToItsLogOnly = noClasses()
            .that()
            .resideInAnyPackage(SDK)
            .should(ACCESS_STANDARD_STREAMS)
            .orShould(USE_JAVA_UTIL_LOGGING);

    @ArchTest
    static final ArchRule nobodyPrintsStackTraces = noClasses()
            .that()
            .resideInAnyPackage(SDK)
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "print a stack trace",
                    call -> call.getName().equals("printStackTrace")
                            && call.getTargetOwner().isAssignableTo(Throwable.class)));

    @ArchTest
    static final ArchRule nobodySleeps = noClasses().should(sleep());

    @ArchTest
    static final ArchRule onlyTheServersClockReadsTheWallClock = noClasses()
            .that()
            .resideOutsideOfPackage("io.fingerpost.cli..")
            .and(DescribedPredicate.not(DescribedPredicate.describe(
                    "are the clock of the server",
                    (JavaClass type) -> type.getName().startsWith("io.fingerpost.server.session.ServerClock"))))
            .should(readTheWallClock());

    /** One test, as reading all those classes takes its time. */
    @Test
    @Timeout(300)
    void testsNeitherSleepNorShareWhatChangesBeyondTheirClass() throws IOException {
        JavaClasses tests = testClassesOfAllModules();

        noClasses().should(sleep()).check(tests);
        fields().that()
                .areStatic()
                .and()
                .areNotAnnotatedWith(TempDir.class)
                .and()
                .areDeclaredInClassesThat(DescribedPredicate.not(SET_UP_ONCE))
                .should()
                .beFinal()
                .andShould(new HoldNothingMutable())
                .check(tests);
    }

    /**
     * The modules are folders beside that of this one, whose tests have been compiled before its own run. What JMH generates follows
     * rules of its own.
     */
    private static JavaClasses testClassesOfAllModules() throws IOException {
        List<Path> folders;
        try (Stream<Path> modules = Files.list(Path.of("..").toAbsolutePath().normalize())) {
            folders = modules.map(module -> module.resolve("target/test-classes"))
                    .filter(Files::isDirectory)
                    .toList();
        }
        assertThat(folders).as("modules with tests").hasSizeGreaterThan(1);
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("jmh_generated"))
                .importPaths(folders);
    }

    private static ArchCondition<JavaClass> sleep() {
        return calling("sleep", "sleep", Thread.class, TimeUnit.class);
    }

    private static ArchCondition<JavaClass> readTheWallClock() {
        return calling("read the wall clock", "currentTimeMillis", System.class)
                .or(calling("read the wall clock", "now", java.time.Instant.class, java.time.LocalDateTime.class))
                .or(calling("read the wall clock", "<init>", java.util.Date.class));
    }

    /** A condition that holds for each call of one of the types' methods with that name. */
    private static ArchCondition<JavaClass> calling(String description, String method, Class<?>... owners) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnitCallsFromSelf().stream()
                        .filter(call -> call.getName().equals(method))
                        .filter(call -> Stream.of(owners)
                                .anyMatch(o -> call.getTargetOwner().isEquivalentTo(o)))
                        .forEach(call -> events.add(SimpleConditionEvent.satisfied(call, call.getDescription())));
            }
        };
    }

    /** A static field may be a constant. Arrays and collections, whose type does not tell, have to be private at least. */
    private static final class HoldNothingMutable extends ArchCondition<JavaField> {
        private static final List<Class<?>> MUTABLE = List.of(
                ThreadLocal.class, StringBuilder.class, LongAdder.class, java.util.Date.class, java.util.Random.class);

        HoldNothingMutable() {
            super("hold nothing mutable");
        }

        @Override
        public void check(JavaField field, ConditionEvents events) {
            JavaClass type = field.getRawType();
            boolean isPrivate = field.getModifiers().contains(JavaModifier.PRIVATE)
                    || field.getModifiers().contains(JavaModifier.SYNTHETIC);
            boolean hidden = isPrivate && (type.isArray() || isCollectionByInterface(type));
            if (!hidden && isMutable(type)) {
                events.add(SimpleConditionEvent.violated(field, field.getDescription() + " is a " + type.getName()));
            }
        }

        private static boolean isCollectionByInterface(JavaClass type) {
            return type.isInterface() && isCollection(type);
        }

        private static boolean isCollection(JavaClass type) {
            return type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
        }

        private static boolean isMutable(JavaClass type) {
            return type.isArray()
                    || isCollection(type)
                    || type.getPackageName().equals("java.util.concurrent.atomic")
                    || MUTABLE.stream().anyMatch(type::isAssignableTo);
        }
    }
}
