#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace probity::service {

/// Works on jobs with some threads and gives them back in the order in which they came.
///
/// One thread calls `put` and `take`. With one thread the work is done inside `put`.
template <typename Job>
class JobQueue {
 public:
  JobQueue(unsigned threads, std::function<void(Job&)> work) : work_(std::move(work)) {
    for (unsigned each = 0; threads > 1 && each < threads; ++each) {
      workers_.emplace_back([this] { run(); });
    }
  }
  ~JobQueue() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  /// Jobs that wait or are worked on stay in memory: no more than this many are put before one is taken.
  [[nodiscard]] bool is_full() const { return entries_.size() >= 2 * workers_.size() + 1; }
  [[nodiscard]] bool is_empty() const { return entries_.empty(); }

  void put(std::unique_ptr<Job> job) {
    auto entry = std::make_shared<Entry>();
    entry->job = std::move(job);
    if (workers_.empty()) {
      work_(*entry->job);
      entry->done = true;
    } else {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(entry);
    }
    entries_.push_back(std::move(entry));
    changed_.notify_all();
  }
  /// The oldest job, once it is done.
  [[nodiscard]] std::unique_ptr<Job> take() {
    const std::shared_ptr<Entry> entry = entries_.front();
    entries_.pop_front();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return entry->done; });
    return std::move(entry->job);
  }

 private:
  struct Entry {
    std::unique_ptr<Job> job;
    bool done = false;
  };
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      const std::shared_ptr<Entry> entry = waiting_.front();
      waiting_.pop_front();
      lock.unlock();
      work_(*entry->job);
      lock.lock();
      entry->done = true;
      changed_.notify_all();
    }
  }

  std::function<void(Job&)> work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Entry>> waiting_;  // guarded by mutex_, as are `done` and `stopping_`
  bool stopping_ = false;
  std::deque<std::shared_ptr<Entry>> entries_;  // of the thread that puts and takes
  std::vector<std::thread> workers_;
};

}  // namespace probity::service
