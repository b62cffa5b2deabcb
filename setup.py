"""What does a wheel hold beside what pyproject.toml says? The demo data, which lies outside the package here."""

from setuptools import find_namespace_packages, setup

DEMO = ["matching.demo", *(f"matching.demo.{one}" for one in find_namespace_packages("data/demo"))]

setup(
    packages=[*find_namespace_packages(include=["matching*"]), *DEMO],
    package_dir={"matching.demo": "data/demo"},
)
