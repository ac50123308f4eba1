"""Functions that Numba compiles, without Numba until one of them runs.

Numba takes a third of a second and 60 MB, and is only needed where an engine computes. So a
module of kernels can be imported for its types and words alone: by a page, by a command (0099).
"""

import sys
from collections.abc import Callable
from functools import cache, cached_property, update_wrapper
from hashlib import sha256
from pathlib import Path
from typing import Any

ENGINES = Path(__file__).parent


class Kernel:
    """A function that is compiled when it is first called, with what `numba.njit` takes."""

    def __init__(
        self, function: Callable[..., Any], options: dict[str, Any], *, inner: bool
    ) -> None:
        update_wrapper(self, function)
        self.py_func, self._inner = function, inner
        # Ways into it that nobody takes, from C and from Python, are half of what is compiled.
        self._options = options | {"no_cfunc_wrapper": True, "no_cpython_wrapper": inner}

    @cached_property
    def compiled(self) -> Any:
        """Numba's own dispatcher of it."""
        from numba import njit as numba_njit

        _let_kernels_call_kernels()
        made = numba_njit(**self._options)(self.py_func)
        if self._options.get("cache"):
            # Numba looks at the file of the kernel only, not at those of the kernels it calls.
            file = Path(self.py_func.__code__.co_filename)
            made._cache._cache_file._source_stamp = digest_of_sources(engine_of(file))
        return made

    def __call__(self, *arguments: Any) -> Any:
        if self._inner:
            raise TypeError(
                f"{self.py_func.__name__}() is for kernels only: take inner=True off it."
            )
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


@cache
def _let_kernels_call_kernels() -> None:
    """A kernel that calls another one finds it among its module's names: as a `Kernel`."""
    from numba.core.types import Dispatcher, int64, signed_domain
    from numba.extending import models, register_model, typeof_impl

    def plain(kind: Any) -> Any:
        kind = getattr(kind, "literal_type", kind)
        return int64 if kind in signed_domain else kind

    class Called(Dispatcher):
        """What is called. A number is one to it, whether a constant or from a smaller array: for
        each type of its arguments it would be compiled anew."""

        def get_call_type(self, context: Any, args: Any, kws: Any) -> Any:
            named = {name: plain(kind) for name, kind in kws.items()}
            return super().get_call_type(context, tuple(map(plain, args)), named)

    register_model(Called)(models.OpaqueModel)
    typeof_impl.register(Kernel)(lambda kernel, context: Called(kernel.compiled))


def engine_of(file: Path) -> Path:
    """The folder whose sources a kernel may be made of: its engine's, tests' own elsewhere."""
    if ENGINES in file.parents:
        return ENGINES / file.relative_to(ENGINES).parts[0]
    return file.parent


@cache
def digest_of_sources(folder: Path) -> str:
    """Of what stands in all Python files below a folder and in this one, once a process."""
    digest = sha256(Path(__file__).read_bytes())
    for file in sorted(folder.rglob("*.py")):
        digest.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def kernels_of(engine: str) -> set[Kernel]:
    """Those of an engine's modules that are imported."""
    modules = [it for name, it in list(sys.modules.items()) if name.startswith(f"{engine}.")]
    return {one for module in modules for one in vars(module).values() if isinstance(one, Kernel)}


def are_cached(engine: str) -> bool:
    """Whether an earlier process compiled all of them, so that to call them is only to load."""
    return all(kernel.is_cached for kernel in kernels_of(engine))


def njit(*, inner: bool = False, **options: Any) -> Callable[[Callable[..., Any]], Kernel]:
    """`@njit(cache=True)`, as Numba's own; `inner` is what only other kernels call."""
    return lambda function: Kernel(function, options, inner=inner)
