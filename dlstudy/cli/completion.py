"""`dlstudy completion`: the line that teaches a shell to complete."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from dlstudy.cli.options import language_option
from dlstudy.i18n import _


@click.command(
    "completion",
    help=str(
        _(
            'Print the completion script of SHELL; for bash add to ~/.bashrc:  eval "$(dlstudy completion bash)"',
            '输出 SHELL 的补全脚本；bash 可在 ~/.bashrc 中加入：  eval "$(dlstudy completion bash)"',
        )
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@language_option
def command(shell: str) -> None:
    """Prints the script."""
    from dlstudy.cli.root import root

    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(root, {}, "dlstudy", "_DLSTUDY_COMPLETE").source())
