package beelab.lab.scenario;

/** Something about the cluster that can be looked up at any moment. */
public sealed interface ClusterCondition extends Expectation
        permits PodCondition, WorkloadCondition, PolicyCondition, ExecCondition, HttpCondition {}
