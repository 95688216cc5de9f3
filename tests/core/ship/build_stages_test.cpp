#include "core/ship/build_stages.h"

#include "tests/support/catch.h"
#include "tests/support/shipped_text.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;
using test::List;
using test::ships;

namespace {

// Of one RUN.
std::vector<std::string> run(const std::string& command) {
  return ships("FROM debian:12\nRUN " + command + "\n");
}

std::string doubt_of(std::string_view dockerfile) {
  const Result<ShipReading> reading = read_dockerfile(dockerfile, {.path = "Dockerfile"});
  return reading && !reading->shipped.empty() ? reading->shipped[0].doubt : "nothing";
}

std::vector<std::string> included(std::string_view dockerfile) {
  const Result<ShipReading> reading = read_dockerfile(dockerfile, {.path = "Dockerfile"});
  std::vector<std::string> texts;
  if (!reading) return texts;
  for (const ShipInclude& include : reading->includes) {
    std::string text = include.doubt.empty() ? "" : "? ";
    for (const std::string& path : include.paths)
      text += (text.empty() || text == "? " ? "" : "|") + path;
    texts.push_back(text);
  }
  return texts;
}

}  // namespace

TEST_CASE("dockerfile: what apt-get installs, and how it is named") {
  const struct {
    std::string command;
    List ships;
  } rows[] = {
      {"apt-get update && apt-get install -y graphviz", {"2 deb graphviz"}},
      {"apt-get install graphviz -y", {"2 deb graphviz"}},
      {"apt install -yq graphviz=2.42.2-7+deb12u1", {"2 deb graphviz=2.42.2-7+deb12u1"}},
      {"apt-get install -y graphviz=2.42*", {"2 deb graphviz=2.42*"}},
      {"apt-get install -y 'graphviz=1:2-1' \"curl\"", {"2 deb graphviz=1:2-1", "2 deb curl"}},
      {"apt-get install -y libc6:i386 a1:any", {"2 deb libc6:i386", "2 deb a1"}},
      {"apt-get install -y graphviz/bookworm-backports", {"2 deb graphviz/bookworm-backports"}},
      {"apt-get -t bookworm-backports install -y graphviz", {"2 deb graphviz/bookworm-backports"}},
      {"apt-get -y --target-release=sid install graphviz", {"2 deb graphviz/sid"}},
      {"apt-get install -y --no-install-recommends graphviz", {"2 deb graphviz alone"}},
      {"apt-get -o APT::Install-Recommends=false install -y graphviz", {"2 deb graphviz alone"}},
      {"apt-get -oAPT::Install-Recommends=0 install -y graphviz", {"2 deb graphviz alone"}},
      {"apt-get install -y --only-upgrade libssl3", {"2 deb libssl3 upgrade"}},
      {"apt-get upgrade -y", {"2 deb  upgrade"}},
      {"apt-get install -y g++ libstdc++6", {"2 deb g++", "2 deb libstdc++6"}},
      {"DEBIAN_FRONTEND=noninteractive apt-get install -y graphviz", {"2 deb graphviz"}},
      {"sudo -E apt-get install -y graphviz", {"2 deb graphviz"}},
      {"env A=b /usr/bin/apt-get install -y graphviz", {"2 deb graphviz"}},
      {"apt-get install -y graphviz > /dev/null 2>&1", {"2 deb graphviz"}},
      {"apt-get install -y graphviz # curl", {"2 deb graphviz"}},
      {"apt-get install -y -- graphviz", {"2 deb graphviz"}},
      {"yes | apt-get install graphviz", {"2 deb graphviz"}},
      {"--mount=type=cache,target=/var/cache/apt apt-get install -y graphviz", {"2 deb graphviz"}},
      {"[\"apt-get\", \"install\", \"-y\", \"graphviz\"]", {"2 deb graphviz"}},
      {"[\"/bin/bash\", \"-c\", \"apt-get update && apt-get install -y graphviz\"]",
       {"2 deb graphviz"}},
      // nothing of it
      {"apt-get install -s graphviz", {}},
      {"apt-get install -yd graphviz", {}},
      {"apt-get install --download-only -y graphviz", {}},
      {"apt-get -o RootDir=/mnt install -y graphviz", {}},
      {"apt-get install -y ./graphviz.deb /tmp/x.deb 'lib.*x' desktop^", {}},
      {"apt-get download graphviz", {}},
      {"apt-get build-dep -y graphviz", {}},
      {"echo apt-get install -y graphviz", {}},
      {"dpkg -i graphviz.deb", {}},
      {"apt-get install -y", {}},
      {"apt-get", {}},
  };
  for (const auto& row : rows) {
    INFO(row.command);
    CHECK(run(row.command) == row.ships);
  }
}

TEST_CASE("dockerfile: what cannot be read for sure may ship, and says why") {
  const struct {
    std::string run;
    List ships;
    std::string doubt;
  } rows[] = {
      {"apt-get install -y graphviz || true", {"2 deb graphviz ?"}, "(||)"},
      {"apt-get install -y graphviz; true", {"2 deb graphviz ?"}, "no set -e"},
      {"set +e; apt-get install -y graphviz; true", {"2 deb graphviz ?"}, "no set -e"},
      {"set -e; apt-get update && apt-get install -y graphviz; true",
       {"2 deb graphviz ?"},
       "set -e does not see it"},
      {"apt-get install -y graphviz | tee log", {"2 deb graphviz ?"}, "a pipe"},
      {"apt-get install -y graphviz &", {"2 deb graphviz ?"}, "background"},
      {"if true; then apt-get install -y graphviz; fi", {"2 deb graphviz ?"}, "condition"},
      {"for p in a b; do apt-get install -y graphviz; done", {"2 deb graphviz ?"}, "condition"},
      {"case x in x) apt-get install -y graphviz;; esac", {"2 deb graphviz ?"}, "condition"},
      {"f() { apt-get install -y graphviz; }; f", {"2 deb graphviz ?"}, "condition"},
      {"(apt-get install -y graphviz)", {"2 deb graphviz ?"}, "condition"},
      {"! apt-get install -y graphviz", {"2 deb graphviz ?"}, "condition"},
      {"apt-get install -y graphviz=$V", {"2 deb graphviz ?"}, "variable"},
      {"apt-get install -y graphviz=${V:-2.42}", {"2 deb graphviz=2.42 ?"}, "variable"},
      {"apt-get install -y $PACKAGES graphviz", {"2 deb graphviz ?"}, "variable"},
      {"apt-get install -y $(cat list) graphviz", {"2 deb graphviz ?"}, "variable"},
      {"apt-get install -y `cat list` graphviz", {"2 deb graphviz ?"}, "variable"},
      {"P='graphviz curl'; apt-get install -y $P",
       {"2 deb graphviz ?", "2 deb curl ?"},
       "variable"},
      {"apt-get install -y graphviz=\"not a version\"", {"2 deb graphviz ?"}, "cannot be read"},
  };
  for (const auto& row : rows) {
    INFO(row.run);
    CHECK(run(row.run) == row.ships);
    CHECK(doubt_of("FROM debian:12\nRUN " + row.run).find(row.doubt) != std::string::npos);
  }
}

TEST_CASE("dockerfile: a script whose failure ends the build is certain") {
  for (const std::string script :
       {"set -eux; apt-get update; apt-get install -y graphviz; rm -rf /var/lib/apt/lists/*",
        "set -o errexit; apt-get install -y graphviz; true",
        "apt-get update; apt-get install -y graphviz && rm -rf /var/lib/apt/lists/*"}) {
    INFO(script);
    CHECK(run(script) == List{"2 deb graphviz"});
  }
  CHECK(ships("FROM debian\nSHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\n"
              "RUN apt-get install -y graphviz | tee log; true\n") == List{"3 deb graphviz"});
  CHECK(ships("FROM debian\nSHELL [\"pwsh\", \"-c\"]\nRUN apt-get install -y graphviz\n") ==
        List{"3 deb graphviz ?"});
}

TEST_CASE("dockerfile: a shell that a RUN calls is read as well") {
  CHECK(run("bash -c 'apt-get update && apt-get install -y graphviz'") == List{"2 deb graphviz"});
  CHECK(run("true && \\\n /bin/bash -lc \". /venv/bin/activate; pip install flask\"") ==
        List{"3 pypi flask"});
  CHECK(run("bash -c 'apt-get install -y graphviz; true'") == List{"2 deb graphviz ?"});
  CHECK(run("bash -ec 'apt-get install -y graphviz; true'") == List{"2 deb graphviz"});
  CHECK(run("bash -c 'apt-get install -y graphviz' || true") == List{"2 deb graphviz ?"});
  CHECK(run("bash -c \"apt-get install -y graphviz $X\"") == List{"2 deb graphviz ?"});
  CHECK(run("sh -c \"bash -c 'apt-get install -y graphviz'\"") == List{"2 deb graphviz"});
  CHECK(run("bash install.sh -c 'apt-get install -y graphviz'").empty());
  CHECK(run("bash -c").empty());
  std::string deep = "apt-get install -y graphviz";
  for (int i = 0; i < 4; ++i) {
    std::string quoted;
    for (const char c : deep)
      quoted.append(c == '\\' || c == '"' ? "\\" : "").append(1, c);
    deep = "sh -c \"" + quoted + '"';
  }
  CHECK(run(deep) == List{"2 deb graphviz"});
  CHECK(run("sh -c '" + deep + "'").empty());
  CHECK(included("FROM python:3.12\nCOPY . /app\nWORKDIR /app\n"
                 "RUN sh -c 'cd api && pip install -r a.txt' && pip install -r b.txt\n") ==
        List{"api/a.txt", "b.txt"});
}

TEST_CASE("dockerfile: lines go on, comments stand between them, and each word has its line") {
  CHECK(ships("FROM debian:12\n"
              "RUN apt-get update \\\n"
              "  && apt-get install -y --no-install-recommends \\\n"
              "    # what draws\n"
              "    graphviz \\\n"
              "\n"
              "    curl=7.88.1-10 \\  \n"
              "  && rm -rf /var/lib/apt/lists/*\n") ==
        List{"5 deb graphviz alone", "7 deb curl=7.88.1-10 alone"});
  CHECK(ships("# syntax=docker/dockerfile:1\n# escape=`\nFROM debian\nRUN apt-get install -y `\n"
              "  graphviz\n") == List{"5 deb graphviz"});
  CHECK(ships("# a comment ends the directives\n# escape=`\nFROM debian\n"
              "RUN apt-get install -y \\\n graphviz\n") == List{"5 deb graphviz"});
  CHECK(ships("FROM debian\r\nRUN apt-get install -y \\\r\n graphviz\r\n") ==
        List{"3 deb graphviz"});
  CHECK(ships("\xef\xbb\xbf"
              "from debian\nrun apt-get install -y graphviz") == List{"2 deb graphviz"});
}

TEST_CASE("dockerfile: a here-document is a script") {
  CHECK(ships("FROM debian\nRUN <<EOF\nset -e\napt-get update\napt-get install -y graphviz\ntrue\n"
              "EOF\nRUN apt-get install -y curl\n") == List{"5 deb graphviz", "8 deb curl"});
  CHECK(ships("FROM debian\nRUN <<EOF\napt-get install -y graphviz\ntrue\nEOF\n") ==
        List{"3 deb graphviz ?"});
  CHECK(ships("FROM debian\nRUN bash -e <<'EOF'\napt-get install -y \\\n  graphviz\ntrue\nEOF\n") ==
        List{"4 deb graphviz"});
  CHECK(ships("FROM debian\nRUN <<-EOF\n\tapt-get install -y graphviz\n\tEOF\n") ==
        List{"3 deb graphviz"});
  CHECK(ships("FROM debian\nRUN <<EOF\n#!/usr/bin/env python3\napt-get install -y graphviz\nEOF\n")
            .empty());
  CHECK(ships("FROM debian\nRUN <<EOF\n#!/bin/bash -e\napt-get install -y graphviz\ntrue\nEOF\n") ==
        List{"4 deb graphviz"});
  CHECK(
      ships("FROM debian\nCOPY <<EOF /install.sh\nRUN apt-get install -y graphviz\nEOF\n").empty());
  CHECK(
      ships(
          "FROM debian\nRUN cat <<EOF > /x && apt-get install -y curl\nRUN apt-get install -y a1\n"
          "EOF\n") == List{"2 deb curl"});
  CHECK(ships("FROM debian\nRUN echo $((1<<2)) && make X=a<<b\nRUN cat 3<<EOF /dev/fd/3\nx\nEOF\n"
              "RUN apt-get install -y curl\n") == List{"6 deb curl"});
  CHECK(ships("FROM debian\nRUN <<EOF\napt-get install -y graphviz\n") ==
        List{"error: Dockerfile:3: a here-document has no end"});
}

TEST_CASE("dockerfile: only the stages that the target is built upon count") {
  const std::string file =
      "ARG VARIANT=base\n"
      "FROM debian:12 AS base\n"
      "RUN apt-get install -y curl\n"
      "FROM base AS build\n"
      "RUN apt-get install -y gcc && pip install flask\n"
      "FROM base\n"
      "COPY --from=build /venv /venv\n"
      "RUN apt-get install -y graphviz\n";
  CHECK(ships(file) == List{"3 deb curl", "8 deb graphviz", "5 pypi flask ?"});
  CHECK(ships(file, "build") == List{"3 deb curl", "5 deb gcc", "5 pypi flask"});
  CHECK(ships(file, "Base") == List{"3 deb curl"});
  CHECK(ships(file, "2") == List{"3 deb curl", "8 deb graphviz", "5 pypi flask ?"});
  CHECK(ships(file, "none") == List{"error: Dockerfile: it has no stage 'none'"});
  CHECK(ships("ARG V=one\nFROM debian AS one\nRUN apt-get install -y curl\nFROM ${V}\n"
              "RUN apt-get install -y graphviz\n") == List{"3 deb curl ?", "5 deb graphviz ?"});
  CHECK(ships("FROM debian\nRUN apt-get install -y graphviz\nFROM debian AS dev\n"
              "RUN apt-get install -y gdb\n") == List{"4 deb gdb ?"});
  CHECK(ships("FROM debian\nONBUILD RUN apt-get install -y graphviz\n").empty());
  CHECK(ships("RUN apt-get install -y graphviz\n").empty());
}

TEST_CASE("dockerfile: what is removed again does not ship") {
  CHECK(run("apt-get install -y gcc graphviz && apt-get purge -y --auto-remove gcc") ==
        List{"2 deb graphviz"});
  CHECK(run("apt-get install -y gcc graphviz && apt-get install -y gcc-") ==
        List{"2 deb graphviz"});
  CHECK(run("apt-get install -y gcc && apt-get purge -y $BUILD") == List{"2 deb gcc ?"});
  CHECK(run("apt-get install -y gcc && if true; then apt-get purge -y gcc; fi") ==
        List{"2 deb gcc ?"});
  CHECK(run("pip install flask && pip uninstall -y Flask").empty());
  CHECK(run("apt-get install -y gcc && apt-get autoremove -y") == List{"2 deb gcc"});
  CHECK(run("apt-get install -y gcc graphviz && dpkg --purge --force-depends gcc") ==
        List{"2 deb graphviz"});
  CHECK(run("apt-get install -y gcc graphviz && dpkg -i x.deb && dpkg -P $X") ==
        List{"2 deb gcc ?", "2 deb graphviz ?"});
}

// As the official images of Python, Redis and PostgreSQL are built.
TEST_CASE("dockerfile: what is marked automatic may be gone after the next autoremove") {
  CHECK(run("set -eux; saved=\"$(apt-mark showmanual)\"; apt-get install -y gcc libssl-dev; make; "
            "apt-mark auto '.*' > /dev/null; apt-mark manual $saved; "
            "apt-get purge -y --auto-remove; rm -rf /x") ==
        List{"2 deb gcc ?", "2 deb libssl-dev ?"});
  CHECK(run("apt-get install -y gcc curl && apt-mark auto gcc && apt-get autoremove -y") ==
        List{"2 deb gcc ?", "2 deb curl"});
  CHECK(run("apt-get install -y gcc && apt-mark minimize-manual -y") == List{"2 deb gcc ?"});
  CHECK(run("apt-mark auto '.*' && apt-get install -y curl && apt-mark manual curl && "
            "apt-mark hold curl") == List{"2 deb curl"});
}

TEST_CASE("dockerfile: variables of ENV and ARG are known, and may be others in a build") {
  CHECK(ships("FROM debian\nENV P=\"graphviz curl\" Q=a1\nRUN apt-get install -y $P ${Q}\n") ==
        List{"3 deb graphviz ?", "3 deb curl ?", "3 deb a1 ?"});
  CHECK(ships("FROM debian\nENV P graphviz\nRUN apt-get install -y \"$P\"\n") ==
        List{"3 deb graphviz ?"});
  CHECK(ships("ARG V=2.42\nFROM debian\nARG V\nRUN apt-get install -y graphviz=$V\n") ==
        List{"4 deb graphviz=2.42 ?"});
  CHECK(ships("FROM debian\nARG V=$OTHER\nRUN apt-get install -y graphviz=$V\n") ==
        List{"3 deb graphviz ?"});
}

TEST_CASE("dockerfile: what pip installs") {
  const struct {
    std::string command;
    List ships;
  } rows[] = {
      {"pip install flask==3.0.0 'Requests>=2,<3'",
       {"2 pypi flask ==3.0.0", "2 pypi requests >=2,<3"}},
      {"pip3 --no-cache-dir install -U flask", {"2 pypi flask"}},
      {"python3 -m pip install --break-system-packages --ignore-installed yaml==6.0",
       {"2 pypi yaml ==6.0"}},
      {"/usr/bin/python3.11 -m pip install flask", {"2 pypi flask"}},
      {"/venv/bin/pip install --index-url https://x/simple 'flask[async]~=3.0'",
       {"2 pypi flask ~=3.0"}},
      {"uv pip install --system flask", {"2 pypi flask"}},
      {"pip install 'flask; python_version < \"3\"'", {"2 pypi flask ?"}},
      {"pip install 'flask @ https://x/flask.whl'", {"2 pypi flask ?"}},
      {"pip install --target /lambda flask", {"2 pypi flask ?"}},
      {"pip install --prefix=/install flask", {"2 pypi flask ?"}},
      {"pip install --new-option flask", {"2 pypi flask ?"}},
      {"$PIP install flask", {}},
      {"$VENV/bin/pip install flask", {"2 pypi flask ?"}},
      {"pip install --dry-run flask", {}},
      {"pip download flask", {}},
      {"pip install ./x.whl https://x/y.whl", {}},
  };
  for (const auto& row : rows) {
    INFO(row.command);
    CHECK(run(row.command) == row.ships);
  }
}

TEST_CASE("dockerfile: where the files come from that pip installs from") {
  const struct {
    std::string lines;
    List included;
  } rows[] = {
      {"COPY requirements.txt /app/\nRUN pip install -r /app/requirements.txt",
       {"requirements.txt"}},
      {"WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt", {"requirements.txt"}},
      {"WORKDIR /app\nCOPY api ./\nRUN pip install -rrequirements.txt", {"api/requirements.txt"}},
      {"ARG D\nWORKDIR /app\nCOPY . .\nRUN cd $D && pip install -r a.txt -c /app/b.txt",
       {"? a.txt", "b.txt"}},
      {"COPY . /a\nRUN cd \"$(ls)\" && cd b && pip install -r c.txt", {"? c.txt"}},
      {"COPY . /a\nRUN cd $X && cd /a && pip install -r c.txt", {"c.txt"}},
      {"COPY requirements/*.txt /r/\nRUN cd /r && pip install --requirement=prod.txt",
       {"requirements/prod.txt"}},
      {"COPY a.txt /tmp/b.txt\nRUN pip install -r /tmp/b.txt -c /tmp/c.txt", {"a.txt", "? c.txt"}},
      {"RUN --mount=type=bind,source=reqs.txt,target=/tmp/r.txt pip install -r /tmp/r.txt",
       {"reqs.txt"}},
      {"COPY --from=build /r.txt /r.txt\nRUN pip install -r /r.txt", {"? r.txt"}},
      {"COPY a.txt b.txt /x/\nRUN pip install -r /x/a.txt || true", {"? a.txt|b.txt/a.txt"}},
      {"COPY [\"a.txt\", \"/x/\"]\nRUN pip install -r /x/a.txt", {"a.txt"}},
      {"WORKDIR /app\nCOPY pyproject.toml src ./\nRUN pip install .",
       {"pyproject.toml|src/pyproject.toml"}},
      {"COPY . /app\nWORKDIR /app\nRUN uv sync --frozen --no-dev", {"uv.lock"}},
      {"COPY poetry.lock /app/\nWORKDIR /app\nRUN poetry install --only main", {"poetry.lock"}},
      {"COPY poetry.lock /app/\nWORKDIR /app\nRUN poetry install --only docs", {"? poetry.lock"}},
      {"COPY Pipfile.lock /app/\nWORKDIR /app\nRUN pipenv install --deploy --system",
       {"Pipfile.lock"}},
      {"COPY Pipfile.lock /app/\nWORKDIR /app\nRUN pipenv install", {"? Pipfile.lock"}},
  };
  for (const auto& row : rows) {
    INFO(row.lines);
    CHECK(included("FROM python:3.12\n" + row.lines + "\n") == row.included);
  }
}

TEST_CASE("dockerfile: a template and a file that is none are errors, not guesses") {
  CHECK(ships("FROM debian\n{% if x %}\nRUN apt-get install -y graphviz\n{% endif %}\n") ==
        List{"error: Dockerfile:2: '{%' is no instruction of a Dockerfile"});
  CHECK(ships(std::string("FROM debian\n\0", 13)) ==
        List{"error: Dockerfile: it is no text: there is a NUL byte in it"});
  CHECK(ships("").empty());
  CHECK(ships("\n# nothing\n").empty());
}

TEST_CASE("dockerfile: the image that the target's first stage is FROM, with its line") {
  const auto base = [](std::string_view dockerfile, const std::string& target = {}) {
    const auto read = read_dockerfile(dockerfile, {.path = "Dockerfile", .target = target});
    if (!read || !read->base) return std::string("none");
    return std::to_string(read->base->at.line) + ' ' + read->base->image +
           (read->base->fixed ? "" : " ?");
  };
  CHECK(base("FROM debian:12@sha256:ab\n") == "1 debian:12@sha256:ab");
  CHECK(base("FROM --platform=linux/amd64 a AS one\nFROM b AS two\nFROM one\n") == "1 a");
  CHECK(base("FROM a AS one\nFROM b AS two\n", "one") == "1 a");
  CHECK(base("ARG V=12\nFROM debian:${V}\n") == "2 debian:12 ?");
  CHECK(base("FROM scratch\nCOPY x /\n") == "none");
  CHECK(base("FROM\n") == "none");
  CHECK(base("") == "none");
}
