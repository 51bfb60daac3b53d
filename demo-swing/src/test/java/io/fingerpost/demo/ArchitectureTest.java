package io.fingerpost.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.fingerpost.demo", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule MODELS_KNOW_NO_WINDOWS = noClasses()
            .that()
            .resideInAnyPackage("io.fingerpost.demo.model..", "io.fingerpost.demo.network..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.swing..", "java.awt..", "com.formdev..", "io.fingerpost.demo.ui..");

    @ArchTest
    static final ArchRule THE_NETWORK_KNOWS_NO_MODELS = noClasses()
            .that()
            .resideInAPackage("io.fingerpost.demo.network..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fingerpost.demo.model..");

    @ArchTest
    static final ArchRule WINDOWS_USE_NO_SOCKETS = noClasses()
            .that()
            .resideInAPackage("io.fingerpost.demo.ui..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "io.fingerpost.server..", "io.fingerpost.testkit..");
}
