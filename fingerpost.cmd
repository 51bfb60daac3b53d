@echo off
rem Runs the Fingerpost command line from the sources: builds what is missing or out of date, then starts it.
rem
rem   fingerpost server | chat | demo | bench
rem
rem FINGERPOST_JAVA_OPTS  options for the JVM, for example -Xmx512m; they win over those that "server" sets by itself
rem JAVA_HOME             the JDK to use, 17 or newer; without it, the java on the PATH

setlocal
set "ROOT=%~dp0"
set "JAR=%ROOT%cli\target\dist\fingerpost.jar"
set "LOG=%ROOT%target\fingerpost-build.log"

set "JAVA=java.exe"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"

set "MAJOR="
for /f "tokens=2 delims==" %%v in ('cmd /c ""%JAVA%" -XshowSettings:properties -version 2>&1" ^| findstr /c:"java.specification.version"') do for /f "tokens=1 delims=. " %%m in ("%%v") do set "MAJOR=%%m"
if not defined MAJOR (
  >&2 echo fingerpost: Java 17 or newer is needed, and "%JAVA%" does not run. Install a JDK 17 or newer, or set JAVA_HOME to one.
  exit /b 1
)
if %MAJOR% LSS 17 (
  >&2 echo fingerpost: Java 17 or newer is needed, and "%JAVA%" is Java %MAJOR%. Install a JDK 17 or newer, or set JAVA_HOME to one.
  exit /b 1
)

rem Out of date: no jar, or a pom.xml or a file below src\main that is newer.
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$jar = Get-Item -LiteralPath $env:JAR -ErrorAction SilentlyContinue; if (-not $jar) { exit 1 };" ^
  "$sources = @(Get-ChildItem $env:ROOT -Filter pom.xml) + @(Get-ChildItem $env:ROOT -Directory | ForEach-Object { Get-ChildItem (Join-Path $_.FullName 'pom.xml'), (Join-Path $_.FullName 'src\main') -Recurse -ErrorAction SilentlyContinue });" ^
  "if ($sources | Where-Object { $_.LastWriteTime -gt $jar.LastWriteTime }) { exit 1 }; exit 0"
if not errorlevel 1 goto run

>&2 echo Building Fingerpost (the first time takes about a minute) ...
if not exist "%ROOT%target" mkdir "%ROOT%target"
pushd "%ROOT%"
call mvnw.cmd -B -Pquick "-Dmaven.test.skip=true" -pl cli -am package > "%LOG%" 2>&1
set "STATUS=%ERRORLEVEL%"
popd
if not "%STATUS%"=="0" (
  >&2 findstr /b /c:"[ERROR]" "%LOG%"
  >&2 echo fingerpost: the build failed. The whole log: %LOG%
  exit /b 1
)
rem Maven does not touch a jar that stays the same.
powershell -NoProfile -Command "(Get-Item -LiteralPath $env:JAR).LastWriteTime = Get-Date"

:run
rem How "server" collects garbage, unless the options of the JVM choose a collector: see "Operating" in docs/server-guide.md.
set "COLLECTOR="
if not "%~1"=="server" goto start
echo " %FINGERPOST_JAVA_OPTS% %JAVA_TOOL_OPTIONS% %JDK_JAVA_OPTIONS% " | findstr /r /c:"-XX:+Use[A-Za-z0-9]*GC " >nul
if not errorlevel 1 goto start
set "COLLECTOR=-XX:+UseG1GC -XX:MaxGCPauseMillis=15 -XX:G1PeriodicGCInterval=60000 -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40"

:start
"%JAVA%" %COLLECTOR% %FINGERPOST_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
