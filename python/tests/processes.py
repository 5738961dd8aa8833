"""Real processes that talk over gloo, for tests."""

import multiprocessing
import os
import tempfile
import traceback

#: Scripts/check-sharded-models asks for all, of up to four processes.
MESHES = [(1,), (2,)]
if os.environ.get("TENSOR_INIT_ALL_MESHES"):
    MESHES += [(3,), (4,), (2, 2)]


def run(world_size, function, *arguments):
    """What a function gives in each of so many processes of one group."""
    context = multiprocessing.get_context("forkserver")
    # They are forked from one that has imported it already.
    context.set_forkserver_preload(["torch.distributed.tensor", "torch.distributed.fsdp", "tensor_init.nn_init"])
    with tempfile.TemporaryDirectory() as folder:
        receivers = []
        processes = []
        for rank in range(world_size):
            receiver, sender = context.Pipe(duplex=False)
            place = (rank, world_size, os.path.join(folder, "store"))
            process = context.Process(target=_work, args=(place, sender, function, arguments))
            process.start()
            sender.close()
            receivers.append(receiver)
            processes.append(process)
        results = []
        for receiver in receivers:
            try:
                results.append(receiver.recv() if receiver.poll(120) else "no answer in 120 seconds")
            except EOFError:
                results.append("the process ended")
        for process in processes:
            process.join(10)
            process.kill()
    faults = [result for result in results if isinstance(result, str)]
    assert not faults, faults[0]
    return [result for (result,) in results]


def _work(place, sender, function, arguments):
    import torch

    rank, world_size, store = place
    try:
        torch.set_num_threads(1)
        os.environ.update(RANK=str(rank), WORLD_SIZE=str(world_size), LOCAL_RANK=str(rank))
        torch.distributed.init_process_group("gloo", init_method=f"file://{store}", rank=rank, world_size=world_size)
        try:
            sender.send((function(*arguments),))
        finally:
            torch.distributed.destroy_process_group()
    except BaseException:
        sender.send(traceback.format_exc())
