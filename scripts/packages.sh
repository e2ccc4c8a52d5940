#!/usr/bin/env bash
# 保证列出的系统软件包都已装好：bash scripts/packages.sh 包名…
# 写成「甲|乙」的，装了其中任何一个就算有，都没有时装第一个。
# 全都有时不调用 apt。没有权限安装时说出要执行的命令，并以 1 退出。
set -euo pipefail

installed() {
    # 同名包可能装了几种架构，一种一行。
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

any_installed() {
    local name
    for name in ${1//|/ }; do
        if installed "$name"; then return 0; fi
    done
    return 1
}

as_root=()
may_install() {
    if [ "$(id -u)" -eq 0 ]; then return 0; fi
    as_root=(sudo -n)
    command -v sudo >/dev/null && sudo -n true 2>/dev/null
}

apt() {
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@" \
        </dev/null >/dev/null
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "这台机器没有 apt，请自行安装与下列 Debian 软件包相当的软件：$*" >&2
    exit 1
fi

missing=()
for entry in "$@"; do
    any_installed "$entry" || missing+=("${entry%%|*}")
done
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi

command="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
if ! may_install; then
    echo "缺少系统软件包，又没有权限安装。请以管理员身份执行：" >&2
    echo "    $command" >&2
    exit 1
fi

echo "正在安装系统软件包（可能要几分钟）：${missing[*]}" >&2
# 个别软件源失灵时，其余的源往往已够用，所以更新失败也照样试装。
apt update || echo "软件源没有全部更新成功，继续安装。" >&2
if ! apt install -y --no-install-recommends "${missing[@]}"; then
    echo "系统软件包没有装上。请检查网络与软件源，再以管理员身份执行：" >&2
    echo "    $command" >&2
    exit 1
fi
