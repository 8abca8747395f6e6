#include "tests/engines/slurm_cluster.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "common/program.hpp"
#include "common/random.hpp"

namespace proofmark::testing {
namespace {

namespace fs = std::filesystem;

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no free port");
  ::close(socket);
  return ntohs(address.sin_port);
}

std::string host() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  const std::string whole = name;
  return whole.substr(0, whole.find('.'));
}

std::string configuration(const fs::path& folder) {
  const std::string base = folder.string();
  const std::string user = ::getpwuid(::getuid())->pw_name;
  std::ostringstream text;
  text << "ClusterName=x\nSlurmctldHost=" << host() << "(127.0.0.1)\nSlurmUser=" << user << "\nSlurmdUser=" << user
       << "\nAuthType=auth/munge\nAuthInfo=socket=" << base
       << "/munge/socket\nCredType=cred/munge\nSlurmctldPort=" << free_port() << "\nStateSaveLocation=" << base
       << "/state\nSlurmdSpoolDir=" << base << "/spool/%n\nSlurmctldPidFile=" << base
       << "/ctld.pid\nSlurmdPidFile=" << base
       << "/slurmd.%n.pid\nProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nSelectType=select/cons_tres\n"
          "SelectTypeParameters=CR_Core\nSwitchType=switch/none\nMpiDefault=none\n"
          "AccountingStorageType=accounting_storage/none\nJobAcctGatherType=jobacct_gather/none\nReturnToService=2\n"
          "KillWait=2\nMailProg=/bin/true\n";
  for (const char* node : {"n1", "n2"})
    text << "NodeName=" << node << " NodeHostname=" << host() << " NodeAddr=127.0.0.1 Port=" << free_port()
         << " CPUs=1 RealMemory=2000\n";
  text << "PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE\n";
  return text.str();
}

// What the daemon itself says of its end: the lines of its log that speak of an error.
std::string last_words(const fs::path& log) {
  std::ifstream in(log);
  std::string words;
  for (std::string line; std::getline(in, line);)
    if (line.find("error") != std::string::npos || line.find("fatal") != std::string::npos) words += " | " + line;
  return words.empty() ? " | nothing in " + log.string() : words;
}

}  // namespace

SlurmCluster::SlurmCluster(const fs::path& folder) : folder_(folder) {
  for (const char* part : {"munge", "state", "spool/n1", "spool/n2"}) fs::create_directories(folder_ / part);
  fs::permissions(folder_ / "munge", fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  {
    const Bytes key = SystemRandom().bytes(1024);
    std::ofstream(folder_ / "munge" / "key", std::ios::binary)
        .write(reinterpret_cast<const char*>(key.data()), static_cast<std::streamsize>(key.size()));
  }
  fs::permissions(folder_ / "munge" / "key", fs::perms::owner_read | fs::perms::owner_write);
  std::ofstream(folder_ / "slurm.conf") << configuration(folder_);
  // Slurm 22.05 looks for the cgroup file system at start and ends without one, as in many containers, though nothing
  // here uses it. This plugin looks only when it is used.
  std::ofstream(folder_ / "cgroup.conf") << "CgroupPlugin=cgroup/v1\n";
  const std::string munge = (folder_ / "munge").string();
  // -f: a folder below /tmp is not to munge's taste.
  start("munged", {"/usr/sbin/munged", "-F", "-f", "--key-file=" + munge + "/key", "--socket=" + munge + "/socket",
                   "--pid-file=" + munge + "/pid", "--log-file=" + munge + "/log", "--seed-file=" + munge + "/seed"});
  const std::string conf = (folder_ / "slurm.conf").string();
  start("slurmctld", {"/usr/sbin/slurmctld", "-D", "-i", "-f", conf});
  for (const char* node : {"n1", "n2"})
    start(std::string("slurmd-") + node, {"/usr/sbin/slurmd", "-D", "-N", node, "-f", conf});
  for (int tries = 0; tries < 120; ++tries) {
    Program asked;
    asked.arguments = {"sinfo", "-h", "-N", "-o", "%t"};
    asked.environment = environment();
    const auto states = run_program(asked, "");
    if (states && *states == "idle\nidle\n") return;
    for (auto& [name, daemon] : daemons_)
      if (!daemon->running())
        throw std::runtime_error(name + " ended (" + daemon->ending() + "):" + last_words(folder_ / (name + ".log")));
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  throw std::runtime_error("the nodes are not idle after half a minute; slurmd says" +
                           last_words(folder_ / "slurmd-n1.log"));
}

SlurmCluster::~SlurmCluster() {
  for (auto at = daemons_.rbegin(); at != daemons_.rend(); ++at) at->second->stop(std::chrono::seconds(5));
}

void SlurmCluster::start(const std::string& name, const std::vector<std::string>& command) {
  auto started = subjects::ChildProcess::start(command, folder_ / (name + ".log"));
  if (!started) throw std::runtime_error(started.error().line());
  daemons_.emplace_back(name, std::make_unique<subjects::ChildProcess>(*std::move(started)));
}

std::map<std::string, std::string> SlurmCluster::environment() const {
  return {{"SLURM_CONF", (folder_ / "slurm.conf").string()}};
}

std::vector<int> SlurmCluster::pids() const {
  std::vector<int> all;
  std::transform(daemons_.begin(), daemons_.end(), std::back_inserter(all),
                 [](const auto& daemon) { return daemon.second->pid(); });
  return all;
}

}  // namespace proofmark::testing
