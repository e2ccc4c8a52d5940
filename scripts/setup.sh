#!/usr/bin/env bash
# 备好环境：系统软件包，.venv，本项目（可编辑安装，带开发工具）。
#   bash scripts/setup.sh         出文书所需
#   bash scripts/setup.sh test    再加上测试所需；缺了就停下
# 再次执行时，什么都没变就什么都不做。PYTHON=… 可指定解释器（3.11 以上）。
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

purpose="${1:-demo}"
venv=.venv
stamp="$venv/.docgen-stamp"
packages=(fonts-noto-cjk fonts-lxgw-wenkai libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
# 桌面版与 nogui 版的 LibreOffice 互相排斥：装了桌面版的机器不能再装 nogui 版。
test_packages=("libreoffice-writer-nogui|libreoffice-writer" poppler-utils)
browser="chromium|chromium-browser|google-chrome-stable"

fail() {
    echo "$*" >&2
    exit 1
}

is_recent() {
    command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name names=(python3 python3.11 python3.12 python3.13 python3.14)
    if [ -n "${PYTHON:-}" ]; then names=("$PYTHON"); fi
    for name in "${names[@]}"; do
        if is_recent "$name"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

has_module() { "$python" -c "import $1" 2>/dev/null; }

# 依赖写在 pyproject.toml 里；入口脚本写着绝对路径，挪了地方就要重做。
wanted_stamp() { printf '%s\n%s\n' "$PWD" "$(cat pyproject.toml scripts/setup.sh | sha256sum)"; }

venv_usable() {
    "$venv/bin/python" -c '' 2>/dev/null || return 1
    [ ! -f "$stamp" ] || [ "$(head -n 1 "$stamp")" = "$PWD" ]
}

make_venv() {
    if has_module ensurepip; then
        "$python" -m venv --clear "$venv"
    elif has_module pip; then
        # Debian 的 python3 不带 ensurepip；外面的 pip 可以代装。
        "$python" -m venv --clear --without-pip "$venv"
        "$python" -m pip --python "$venv/bin/python" install -q --no-input --retries 10 pip
    else
        fail "$python 既没有 ensurepip 也没有 pip。请以管理员身份执行：apt-get install -y python3-venv"
    fi
}

install_project() {
    local try
    for try in 1 2 3; do
        if "$venv/bin/python" -m pip install -q --no-input --disable-pip-version-check \
            --retries 10 --timeout 60 -e '.[dev,weasyprint,web]' </dev/null; then
            return 0
        fi
        if [ "$try" -lt 3 ]; then
            echo "第 $try 次没有装上，稍候再试。" >&2
            sleep "$((try * 5))"
        fi
    done
    fail "Python 依赖没有装上。请检查网络或 pip 源，再执行一次同样的命令。"
}

case "$purpose" in
    demo) ;;
    test) packages+=("${test_packages[@]}") ;;
    *) fail "不认识「$purpose」。用法：bash scripts/setup.sh [test]" ;;
esac

python="$(find_python)" || fail "找不到 Python 3.11 或更新的版本。请先安装，或用 PYTHON=… 指明。"
if ! has_module ensurepip && ! venv_usable; then packages+=(python3-venv); fi
if ! bash scripts/packages.sh "${packages[@]}"; then
    if [ "$purpose" = test ]; then fail "测试需要上述软件包，装好后再执行一次。"; fi
    echo "先继续；缺字体时 docgen 会说明缺哪一种。" >&2
fi
if [ "$purpose" = test ] && ! bash scripts/packages.sh "$browser"; then
    echo "先继续；没有 Chromium，网页桌面在浏览器里的测试会跳过。" >&2
fi

if venv_usable && [ "$(cat "$stamp" 2>/dev/null)" = "$(wanted_stamp)" ]; then exit 0; fi
venv_usable || make_venv
echo "正在安装 Python 依赖（首次约需一两分钟）。" >&2
rm -f "$stamp"
install_project
wanted_stamp >"$stamp"
