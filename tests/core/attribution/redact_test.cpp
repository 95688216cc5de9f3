#include "core/attribution/redact.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {

TEST_CASE("redact: a secret is taken out, the rest of the command stays") {
  struct Case {
    std::string command;
    std::string shown;
  };
  const std::vector<Case> cases = {
      // URLs.
      {"pip install --index-url https://user:hunter2@pypi.example/simple requests",
       "pip install --index-url https://***@pypi.example/simple requests"},
      {"git clone https://ghp_0123456789abcdef0123@github.com/a/b",
       "git clone https://***@github.com/a/b"},
      {"apt-get -o Acquire::http::Proxy=http://u:p@proxy:3128 update",
       "apt-get -o Acquire::http::Proxy=http://***@proxy:3128 update"},
      {"curl 'https://h/x?a=1&token=abc&b=2'", "curl 'https://h/x?a=1&token=***&b=2'"},
      {"git clone git@github.com:a/b", "git clone git@github.com:a/b"},
      // Options.
      {"x --password=hunter2 -y", "x --password=*** -y"},
      {"x --password hunter2 -y", "x --password *** -y"},
      {"x --api-key 'a b' y", "x --api-key *** y"},
      {"x --auth-token=\"a b\" y", "x --auth-token=\"***\" y"},
      {"docker login -u me -p hunter2 && docker run -p 80:80 x",
       "docker login -u me -p *** && docker run -p 80:80 x"},
      {"echo x | docker login --password-stdin ghcr.io",
       "echo x | docker login --password-stdin ghcr.io"},
      {"curl -u me:hunter2 https://h/", "curl -u me:*** https://h/"},
      {"sshpass -p hunter2 ssh h", "sshpass -p *** ssh h"},
      // Variables.
      {"PASSWORD=hunter2 make deps", "PASSWORD=*** make deps"},
      {"export AWS_SECRET_ACCESS_KEY=abc; make", "export AWS_SECRET_ACCESS_KEY=***; make"},
      {"GITHUB_TOKEN='a b' make", "GITHUB_TOKEN='***' make"},
      {"PGPASSWORD=x psql", "PGPASSWORD=*** psql"},
      {"PWD=/tmp make", "PWD=/tmp make"},
      // Headers and JSON.
      {"curl -H 'Authorization: Bearer abc.def' h", "curl -H 'Authorization: ***' h"},
      {"curl -H \"X-Api-Key: abc\" h", "curl -H \"X-Api-Key: ***\" h"},
      {"curl -H Authorization: Bearer abc h", "curl -H Authorization: Bearer *** h"},
      {"curl -d '{\"user\":\"u\",\"password\":\"p\"}' h",
       "curl -d '{\"user\":\"u\",\"password\":\"***\"}' h"},
      {"git -c http.extraheader=\"Authorization: Basic abc\" fetch",
       "git -c http.extraheader=\"Authorization: ***\" fetch"},
      {"npm config set //registry.example/:_authToken=abc",
       "npm config set //registry.example/:_authToken=***"},
      // Shapes.
      {"echo ghp_0123456789abcdef0123", "echo ***"},
      {"x AKIA0123456789ABCDEF y", "x *** y"},
      {"x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc y", "x *** y"},
      {"x sk_live_0123456789abcdef y", "x *** y"},
      // What a program's own options mean.
      {"curl -ume:hunter2 https://h/ -U a:b", "curl -ume:*** https://h/ -U a:***"},
      {"sshpass -phunter2 ssh -p 22 h && ssh -p 22 h", "sshpass -p*** ssh -p *** h && ssh -p 22 h"},
      {"/usr/bin/mysql -uroot -phunter2 -P3306 db", "/usr/bin/mysql -uroot -p*** -P3306 db"},
      {"mysql -p db", "mysql -p db"},
      {"docker login -u me -phunter2 h", "docker login -u me -p*** h"},
      {"redis-cli -a hunter2 ping", "redis-cli -a *** ping"},
      // What is put into a configuration.
      {"npm config set //h/:_authToken abc", "npm config set //h/:_authToken ***"},
      {"npm config set _authToken abc -y", "npm config set _authToken *** -y"},
      {"aws configure set aws_secret_access_key abc",
       "aws configure set aws_secret_access_key ***"},
      {"poetry config http-basic.corp me hunter2 && x y",
       "poetry config http-basic.corp *** *** && x y"},
      {"poetry config pypi-token.pypi abc", "poetry config pypi-token.pypi ***"},
      {"pip config set global.timeout 60", "pip config set global.timeout 60"},
      // A .netrc, apt's auth.conf.
      {"echo \"machine h login bob password hunter2\" | sudo tee /etc/apt/auth.conf.d/x.conf",
       "echo \"machine h login bob password ***\" | sudo tee /etc/apt/auth.conf.d/x.conf"},
      {"printf 'machine h\\nlogin bob\\npassword hunter2\\n' > ~/.netrc",
       "printf 'machine h\\nlogin bob\\npassword ***' > ~/.netrc"},
      {"cat > ~/.netrc <<EOF\nmachine h\nlogin b\npassword x\nEOF",
       "cat > ~/.netrc <<EOF\nmachine h\nlogin b\npassword ***\nEOF"},
      {"echo the password is wrong", "echo the password is wrong"},
      // A command within quotes.
      {"bash -c \"curl -u me:hunter2 https://h/\"", "bash -c \"curl -u me:*** https://h/\""},
      {"bash -lc 'docker login -u me -p hunter2 ghcr.io'",
       "bash -lc 'docker login -u me -p *** ghcr.io'"},
      {"sh -c \"x --password hunter2 -y\"", "sh -c \"x --password *** -y\""},
      {"ssh h \"sh -c 'x --token abc' && y\"", "ssh h \"sh -c 'x --token ***' && y\""},
      {"sh -c \"echo it's --token abc\"", "sh -c \"echo it's --token ***\""},
      {"git commit -m 'a b' -m \"c d\" && echo 'x", "git commit -m 'a b' -m \"c d\" && echo 'x"},
      // What is none.
      {"apt-get install -y graphviz libsecret-tools=0.20.5-3 python3-jwt=2.6.0-1",
       "apt-get install -y graphviz libsecret-tools=0.20.5-3 python3-jwt=2.6.0-1"},
      {"pip install tokenizers==0.19 'PyJWT>=2' jwt==1.0 secretstorage==3.3",
       "pip install tokenizers==0.19 'PyJWT>=2' jwt==1.0 secretstorage==3.3"},
      {"pip install --hash=sha256:0123456789abcdef x",
       "pip install --hash=sha256:0123456789abcdef x"},
      {"make task-0123456789abcdef0123", "make task-0123456789abcdef0123"},
      {"", ""},
  };
  for (const Case& one : cases) {
    CHECK(redacted(one.command, 500) == one.shown);
    CHECK(redacted(one.shown, 500) == one.shown);
  }
}

TEST_CASE("redact: at most so many bytes, and no secret that the cut made unknown") {
  CHECK(redacted(std::string(500, 'a'), 500) == std::string(500, 'a'));
  CHECK(redacted(std::string(501, 'a'), 500) == std::string(500, 'a'));
  CHECK(redacted(std::string(1'001, 'a'), 500).empty());  // one word whose end is not seen
  // The token would end behind what is looked at: too short to be known for one.
  const std::string padding = "--password=" + std::string(980, 'x') + ' ';
  CHECK(redacted(padding + "ghp_0123456789abcdef0123", 500) == "--password=*** ");
}

}  // namespace prodparity
