package io.fingerpost.systemtests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The core is pure: what happens and when comes from outside, so that it runs the same on a phone, in a server and in virtual time. */
@AnalyzeClasses(packages = "io.fingerpost.core", importOptions = DoNotIncludeTests.class)
class CoreRulesTest {
    private static final Set<String> ASYNC_WITHOUT_EXECUTOR = Set.of("supplyAsync", "runAsync");

    private static final DescribedPredicate<JavaCall<?>> RUN_ON_THREADS_OF_THE_JVM = describe(
            "run on the threads of the JVM",
            call -> call.getTargetOwner().isEquivalentTo(CompletableFuture.class)
                    && call.getName().endsWith("Async")
                    && (ASYNC_WITHOUT_EXECUTOR.contains(call.getName())
                            || call.getTarget().getRawParameterTypes().size() == 1));

    @ArchTest
    static final ArchRule dependsOnlyOnItsLibraries = noClasses()
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "io.fingerpost.core..", "java..", "com.google.gson..", "org.slf4j..", "org.jspecify..");

    @ArchTest
    static final ArchRule hasNoSocket = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..", "javax.net..");

    @ArchTest
    static final ArchRule hasNoThread = noClasses()
            .should()
            .dependOnClassesThat(assignableTo(Thread.class)
                    .or(assignableTo(ExecutorService.class))
                    .or(assignableTo(Executors.class))
                    .or(assignableTo(Timer.class))
                    .or(assignableTo(ThreadLocal.class)));

    @ArchTest
    static final ArchRule startsNothingOnOthersThreads =
            noClasses().should().callMethodWhere(RUN_ON_THREADS_OF_THE_JVM);

    @ArchTest
    static final ArchRule hasNoClock = noClasses()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.time..")
            .orShould()
            .dependOnClassesThat(assignableTo(java.util.Date.class).or(assignableTo(java.util.Calendar.class)));
}
