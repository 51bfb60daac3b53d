package io.fingerpost.systemtests.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/** Which module may know which, and no cycles inside any. */
@AnalyzeClasses(packages = "io.fingerpost", importOptions = DoNotIncludeTests.class)
class ModuleRulesTest {
    private static final String CORE = "io.fingerpost.core..";
    private static final String CLIENT = "io.fingerpost.client..";
    private static final String SERVER = "io.fingerpost.server..";
    private static final String CLI = "io.fingerpost.cli..";
    private static final String BENCHMARKS = "io.fingerpost.benchmarks..";
    private static final String TESTKIT = "io.fingerpost.testkit..";
    private static final String NETTY = "io.netty..";

    @ArchTest
    static final ArchRule theCoreKnowsNoOtherModule = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER, CLIENT, CLI);

    @ArchTest
    static final ArchRule theClientRunsOnPhones = noClasses()
            .that()
            .resideInAPackage(CLIENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY, SERVER, CLI, "java.time..", "java.awt..", "javax.swing..");

    @ArchTest
    static final ArchRule theServerKnowsNoClient = noClasses()
            .that()
            .resideInAPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CLIENT, CLI);

    @ArchTest
    static final ArchRule theSdkKnowsNeitherTestkitNorBenchmarks = noClasses()
            .that()
            .resideInAnyPackage(CORE, CLIENT, SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TESTKIT, BENCHMARKS);

    @ArchTest
    static final ArchRule theBenchmarksHangBelowTheCommandLine = noClasses()
            .that()
            .resideInAPackage(BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CLI);

    @ArchTest
    static final ArchRule noPackageDependsOnItself = slices().assignedFrom(new PackagesAndAssemblies())
            .should()
            .beFreeOfCycles()
            // What a builder makes may name it, in the builder's own package.
            .ignoreDependency(resideInAPackage("io.fingerpost.client"), simpleName("ImClientBuilder"));

    /**
     * Each package is a slice. In the packages of an API, the classes that put a module together from its parts are one of their own:
     * the parts depend on the API, and only they on the parts.
     */
    private static final class PackagesAndAssemblies implements SliceAssignment {
        private static final Set<String> ASSEMBLIES = Set.of("ImServer", "RunningServer", "ImClientBuilder", "Main");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            JavaClass outermost = type;
            while (outermost.getEnclosingClass().isPresent()) {
                outermost = outermost.getEnclosingClass().get();
            }
            boolean assembly = ASSEMBLIES.contains(outermost.getSimpleName());
            return SliceIdentifier.of(type.getPackageName(), assembly ? "assembly" : "parts");
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
