@echo off
rem Makes the virtual environment from the lock file when it is missing or older, then hands over to Invoke.
setlocal
set "here=%~dp0"
set "venv=%here%.venv"
set "lock=%here%requirements.lock"
fc /b "%lock%" "%venv%\.made-from" >nul 2>&1 && goto run
if not defined PYTHON set "PYTHON=py -3"
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" || (echo inv: Cohort needs Python 3.11 or later: install it, or name it in PYTHON 1>&2 & exit /b 2)
echo inv: setting up .venv with Cohort's packages; this happens once, and again when requirements.lock changes 1>&2
if exist "%venv%\.made-from" del "%venv%\.made-from"
%PYTHON% -m venv --clear "%venv%" || exit /b 2
pushd "%here%"
"%venv%\Scripts\python" -m plugins.commands.packages requirements.lock || (popd & exit /b 2)
popd
:run
"%venv%\Scripts\python" "%here%tasks.py" %*
