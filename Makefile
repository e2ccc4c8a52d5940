# 没有 make 时，各目标就是它下面的命令，见 README。

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
BIN := .venv/bin

.PHONY: help demo test prove check lint pytest

help:
	@echo 'make demo   备好环境，把 examples/yanshi.yaml 的文书生成到 out/'
	@echo 'make test   备好环境，执行全部检查与测试'
	@echo 'make prove  同 make test，计数取足（费时）'
	@echo 'make check  备好环境，只做静态检查'

demo:
	@bash scripts/setup.sh
	@$(BIN)/docgen generate examples/yanshi.yaml -o out
	@echo '文书在 $(CURDIR)/out：' && ls -1 out

check:
	@bash scripts/setup.sh
	@$(MAKE) --no-print-directory lint

# 计数多少由 DOCGEN_COUNTS 决定，见 tests/counts.py。
test: export DOCGEN_COUNTS := reduced
prove: export DOCGEN_COUNTS := full
test prove:
	@bash scripts/setup.sh test
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory pytest

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

pytest:
	$(BIN)/pytest -m ""
