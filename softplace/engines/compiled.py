"""Functions that Numba compiles, without Numba until one of them runs.

Numba takes a third of a second and 60 MB, and is only needed where an engine computes. So a
module of kernels can be imported for its types and words alone: by a page, by a command (0099).
"""

from collections.abc import Callable
from functools import cache, cached_property, update_wrapper
from hashlib import sha256
from pathlib import Path
from typing import Any

ENGINES = Path(__file__).parent


class Kernel:
    """A function that is compiled when it is first called, with what `numba.njit` takes."""

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        update_wrapper(self, function)
        self.py_func, self._options = function, options

    @cached_property
    def compiled(self) -> Any:
        """Numba's own dispatcher of it."""
        from numba import njit as numba_njit
        from numba.core.types import Dispatcher
        from numba.extending import typeof_impl

        # A kernel that calls another one finds it among its module's names: as a `Kernel`.
        typeof_impl.register(Kernel)(lambda kernel, context: Dispatcher(kernel.compiled))
        made = numba_njit(**self._options)(self.py_func)
        if self._options.get("cache"):
            # Numba looks at the file of the kernel only, not at those of the kernels it calls.
            file = Path(self.py_func.__code__.co_filename)
            made._cache._cache_file._source_stamp = digest_of_sources(engine_of(file))
        return made

    def __call__(self, *arguments: Any) -> Any:
        return self.compiled(*arguments)

    @property
    def signatures(self) -> list[Any]:
        """For what types of arguments it is compiled, or loaded, in this process."""
        return list(self.compiled.signatures)

    @property
    def is_cached(self) -> bool:
        """Whether a process compiled it as it is now, so that to call it only loads it.

        Numba's own index is asked, as nothing public says so.
        """
        if not self._options.get("cache"):
            return False
        return bool(self.compiled._cache._cache_file._load_index())


def engine_of(file: Path) -> Path:
    """The folder whose sources a kernel may be made of: its engine's, tests' own elsewhere."""
    if ENGINES in file.parents:
        return ENGINES / file.relative_to(ENGINES).parts[0]
    return file.parent


@cache
def digest_of_sources(folder: Path) -> str:
    """Of what stands in all Python files below a folder, once for each process."""
    digest = sha256()
    for file in sorted(folder.rglob("*.py")):
        digest.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def njit(**options: Any) -> Callable[[Callable[..., Any]], Kernel]:
    """`@njit(cache=True)`, as Numba's own."""
    return lambda function: Kernel(function, options)
