package io.fingerpost.systemtests.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;

/** The way of a message through the server: gateway, session, routing; each layer knows what is below only by its interface. */
@AnalyzeClasses(packages = "io.fingerpost.server", importOptions = DoNotIncludeTests.class)
class ServerLayersTest {
    private static final String GATEWAY = "io.fingerpost.server.gateway..";
    private static final String GATEWAY_API = "io.fingerpost.server.gateway";
    private static final String SESSION = "io.fingerpost.server.session..";
    private static final String ROUTING = "io.fingerpost.server.routing..";
    private static final String CALLBACK = "io.fingerpost.server.callback..";
    private static final String STORE = "io.fingerpost.server.store..";
    private static final String NETTY_PARTS = "io.fingerpost.server.gateway.netty..";
    private static final String TCP = "io.fingerpost.server.gateway.tcp..";
    private static final String UDP = "io.fingerpost.server.gateway.udp..";
    private static final String WEBSOCKET = "io.fingerpost.server.gateway.websocket..";
    private static final String NETTY = "io.netty..";

    @ArchTest
    static final ArchRule gatewaysKnowNoSession = noClasses()
            .that()
            .resideInAPackage(GATEWAY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fingerpost.server", SESSION, ROUTING, CALLBACK, STORE);

    @ArchTest
    static final ArchRule aGatewayKnowsNoOtherGateway = slices().matching("io.fingerpost.server.gateway.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAnyPackage(TCP, UDP, WEBSOCKET), resideInAPackage(NETTY_PARTS));

    @ArchTest
    static final ArchRule sessionsAndRoutingKnowNoTransport = noClasses()
            .that()
            .resideInAnyPackage(SESSION, ROUTING, CALLBACK, STORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY, NETTY_PARTS, TCP, UDP, WEBSOCKET);

    @ArchTest
    static final ArchRule sessionsKnowNoRouting = noClasses()
            .that()
            .resideInAPackage(SESSION)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROUTING);

    @ArchTest
    static final ArchRule callbacksAndStoresKnowNeitherSessionsNorRouting = noClasses()
            .that()
            .resideInAnyPackage(CALLBACK, STORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SESSION, ROUTING, GATEWAY);

    @ArchTest
    static final ArchRule nettyStaysInTheGateways = noClasses()
            .that()
            .resideOutsideOfPackages(NETTY_PARTS, TCP, UDP, WEBSOCKET)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(NETTY);

    @ArchTest
    static final ArchRule onlyARunningServerMakesTheLoops = noClasses()
            .that()
            .resideOutsideOfPackages(NETTY_PARTS, TCP, UDP, WEBSOCKET)
            .and()
            .haveNameNotMatching("io\\.fingerpost\\.server\\.RunningServer(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(NETTY_PARTS);

    @ArchTest
    static final ArchRule noPublicSignatureHasATypeOfNetty = classes()
            .that()
            .resideInAnyPackage("io.fingerpost.server", GATEWAY_API, STORE, TCP, UDP, WEBSOCKET)
            .and()
            .arePublic()
            .should(new HideNetty());

    /** Whether what users of a class can see is free of Netty. */
    private static final class HideNetty extends ArchCondition<JavaClass> {
        HideNetty() {
            super("have no type of Netty in a public or protected signature");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            List<JavaType> supertypes = new ArrayList<>(type.getInterfaces());
            type.getSuperclass().ifPresent(supertypes::add);
            supertypes.forEach(supertype -> check(type.getFullName(), supertype, events));
            for (JavaMember member : type.getMembers()) {
                if (member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED)) {
                    typesOf(member).forEach(used -> check(member.getFullName(), used, events));
                }
            }
        }

        private static List<JavaType> typesOf(JavaMember member) {
            if (member instanceof JavaField field) {
                return List.of(field.getType());
            }
            JavaCodeUnit method = (JavaCodeUnit) member;
            List<JavaType> types = new ArrayList<>(method.getParameterTypes());
            types.add(method.getReturnType());
            types.addAll(method.getExceptionTypes());
            return types;
        }

        private static void check(String where, JavaType used, ConditionEvents events) {
            used.getAllInvolvedRawTypes().stream()
                    .filter(t -> t.getPackageName().startsWith("io.netty"))
                    .forEach(t -> events.add(SimpleConditionEvent.violated(t, where + " shows " + t.getName())));
        }
    }
}
