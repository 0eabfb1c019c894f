"""PyTorch: /usr/bin/python3 torch_peer.py [--threads N] [--device cuda] [--graph].

Answers the requests of ../protocol.ts: one JSON object a line in, one out. Everything as a PyTorch user would write it: float32, eager
unless --graph (CUDA graphs), NCHW images, torch.optim.Adam.
"""

import argparse
import json
import os
import re
import resource
import sys
import time

import torch
from torch import nn

CHECK_PASSES = 2
WARM_UP_STEPS_BEFORE_CAPTURE = 11


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--device", default="cpu")
    options.add_argument("--graph", action="store_true")
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    # float32 is float32 for everyone.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    peer = Peer(torch.device(options.device), options.threads, options.graph)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"ok": getattr(peer, request.pop("type"))(**request)}
        except Exception as error:
            reply = {"error": (str(error) or repr(error)).splitlines()[0]}
        print(json.dumps(reply), flush=True)


class Peer:
    def __init__(self, device, threads, graph):
        self.device, self.threads, self.graph = device, threads, graph

    def describe(self):
        if self.device.type == "cuda":
            how = "CUDA graph" if self.graph else "eager"
            return {"version": torch.__version__, "device": f"{torch.cuda.get_device_name()}, {how}"}
        return {"version": torch.__version__, "device": f"CPU, {self.threads} threads, BLAS: {blas_library()}"}

    def prepare(self, workload, files):
        self.workload = workload
        self.step_ms = None
        self.network = Network(workload, files, self.device, self.graph)
        return {}

    def check(self):
        passes = CHECK_PASSES if self.workload["task"] == "training" else 1
        for _ in range(passes):
            losses = [self.network.step(batch).item() for batch in range(self.workload["batches"])]
        return {"loss": sum(losses) / len(losses), "note": None}

    def time(self, milliseconds):
        if self.step_ms is None:
            steps = 1
            while (elapsed := self.timed(steps)) < milliseconds:
                steps *= 2
            self.step_ms = elapsed / steps
        steps = max(1, round(milliseconds / self.step_ms))
        elapsed = self.timed(steps)
        self.step_ms = elapsed / steps
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return {"milliseconds": elapsed, "steps": steps, "peakMemoryBytes": peak}

    def timed(self, steps):
        begin = time.perf_counter()
        for step in range(steps):
            self.network.work(step % self.workload["batches"])
        if self.device.type == "cuda":
            torch.cuda.synchronize()
        return (time.perf_counter() - begin) * 1000

    def peak(self, sides):
        """Float32 peak as matrix products reach it, GFLOP/s by side."""
        return {str(side): self.product_gflops(side) for side in sides}

    def product_gflops(self, side):
        a = torch.randn(side, side, device=self.device)
        b = torch.randn(side, side, device=self.device)
        wait = torch.cuda.synchronize if self.device.type == "cuda" else lambda: None
        best = 0.0
        for _ in range(5):
            torch.matmul(a, b)
            wait()
            begin = time.perf_counter()
            for _ in range(20):
                torch.matmul(a, b)
            wait()
            best = max(best, 20 * 2 * side**3 / (time.perf_counter() - begin) / 1e9)
        return best


class Network:
    """A workload's network with its batches."""

    def __init__(self, workload, files, device, graph):
        self.workload, self.device = workload, device
        self.modules, self.penalties = build(workload, files)
        self.model = nn.Sequential(*self.modules).to(device)
        self.model.train(workload["task"] == "training")
        self.batches = read_batches(workload, files, device)
        o = workload["optimizer"]
        captured = {"capturable": True} if graph else {}
        betas = (o["beta1"], o["beta2"])
        parameters = self.model.parameters()
        self.beta2, self.epsilon, self.steps = o["beta2"], o["epsilon"], 0
        self.optimizer = torch.optim.Adam(parameters, o["learningRate"], betas, o["epsilon"], **captured)
        self.graph = self.captured() if graph and workload["task"] == "training" else None

    def step(self, batch):
        """Trains on a batch, or infers it; the mean loss."""
        x, y = self.batches[batch]
        if self.workload["task"] == "inference":
            with torch.no_grad():
                return self.loss(x, y)
        if self.graph:
            self.x.copy_(x)
            self.y.copy_(y)
            self.graph.replay()
            return self.captured_loss
        return self.train(x, y)

    def work(self, batch):
        """As step, without a loss where nobody needs it."""
        if self.workload["task"] == "inference":
            with torch.no_grad():
                return self.model(self.batches[batch][0])
        return self.step(batch)

    def train(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(x, y)
        loss.backward()
        # The workload's epsilon is added to the uncorrected sqrt(v), PyTorch's to the corrected one. (A captured graph keeps one value.)
        self.steps += 1
        self.optimizer.param_groups[0]["eps"] = self.epsilon / (1 - self.beta2**self.steps) ** 0.5
        self.optimizer.step()
        return loss

    def loss(self, x, y):
        loss = nn.functional.cross_entropy(self.model(x), y)
        for weight, l2 in self.penalties:
            loss = loss + l2 * weight.square().sum()
        return loss

    def captured(self):
        """The step as a CUDA graph; parameters and Adam's state are put back to where they were before the warm-up."""
        x, y = self.batches[0]
        self.x, self.y = x.clone(), y.clone()
        before = {name: value.clone() for name, value in self.model.state_dict().items()}
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_UP_STEPS_BEFORE_CAPTURE):
                self.train(self.x, self.y)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        self.optimizer.zero_grad(set_to_none=True)
        with torch.cuda.graph(graph):
            self.captured_loss = self.train(self.x, self.y)
        with torch.no_grad():
            for name, value in self.model.state_dict().items():
                value.copy_(before[name])
            for state in self.optimizer.state.values():
                for value in state.values():
                    value.zero_()
        return graph


def build(workload, files):
    """Modules of the layers with their first weights, and (weight, l2) for those that are penalised."""
    numbers = torch.from_file(files["weights"], size=os.path.getsize(files["weights"]) // 4)
    weights = {}
    for one in files["arrays"]:
        size = torch.Size(one["shape"]).numel()
        value = numbers[one["offset"] : one["offset"] + size].reshape(one["shape"]).clone()
        weights[one["layer"], one["name"]] = value
    modules, penalties = [], []
    height, width, channels = workload["inputShape"]
    image = (channels, height, width)
    features = None
    for i, layer in enumerate(workload["layers"]):
        kind = layer["kind"]
        if kind == "flatten":
            modules.append(nn.Flatten())
            features = torch.Size(image).numel()
        elif kind == "dense":
            kernel = weights[i, "kernel"]
            if image is not None:  # rows in the order of NHWC pixels; ours are NCHW
                c, h, w = image
                kernel = kernel.reshape(h, w, c, -1).permute(2, 0, 1, 3).reshape(features, -1)
                image = None
            module = nn.Linear(kernel.shape[0], layer["units"])
            assign(module, weight=kernel.t(), bias=weights[i, "bias"])
            modules.append(module)
            if layer["l2"] > 0:
                penalties.append((module.weight, layer["l2"]))
        elif kind == "conv2d":
            size = layer["kernelSize"]
            padding = (size - 1) // 2 if layer["padding"] == "same" else 0
            module = nn.Conv2d(image[0], layer["filters"], size, padding=padding)
            assign(module, weight=weights[i, "kernel"].permute(3, 2, 0, 1), bias=weights[i, "bias"])
            modules.append(module)
            lost = 2 * padding - size + 1
            image = (layer["filters"], image[1] + lost, image[2] + lost)
        elif kind == "maxPool2d":
            modules.append(nn.MaxPool2d(layer["poolSize"]))
            image = (image[0], image[1] // layer["poolSize"], image[2] // layer["poolSize"])
        elif kind == "batchNorm":
            modules.append(nn.BatchNorm2d(image[0], eps=layer["epsilon"], momentum=1 - layer["momentum"]))
        elif kind == "dropout":
            modules.append(nn.Dropout(layer["rate"]))
        else:
            raise ValueError(f"torch: no layer '{kind}' here")
        if layer.get("activation") == "relu":
            modules.append(nn.ReLU(inplace=True))
    return modules, penalties


def assign(module, **values):
    with torch.no_grad():
        for name, value in values.items():
            getattr(module, name).copy_(value)


def read_batches(workload, files, device):
    size, shape = workload["batch"], workload["inputShape"]
    count = files["count"]
    images = torch.from_file(files["images"], size=count * torch.Size(shape).numel()).reshape(count, *shape)
    images = images.permute(0, 3, 1, 2).contiguous().to(device)
    labels = torch.from_file(files["labels"], size=count, dtype=torch.int32).long().to(device)
    starts = range(0, count, size)
    return [(images[start : start + size], labels[start : start + size]) for start in starts]


def blas_library():
    """The library that is loaded for matrix products, as the operating system knows it: the reference BLAS is many times slower."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {os.path.realpath(line.split()[-1]) for line in maps if "/" in line}
    except OSError:
        return "unknown"
    names = {os.path.basename(path) for path in paths}
    for name in sorted(names):
        if re.search(r"openblas|mkl_core|mkl_rt|blis|atlas", name):
            return name
    if "libtorch_cpu.so" in names and torch.backends.mkl.is_available():
        return "MKL"
    reference = [name for name in sorted(names) if name.startswith("libblas")]
    return f"{reference[0]}: the slow reference BLAS (install libopenblas0-openmp)" if reference else "unknown"


main()
